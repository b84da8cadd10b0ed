import t from 'tap';
import { backendLimits } from '../../src/model/trace.js';
import { describeLimits } from '../../src/report/describe-limits.js';

t.test('what a backend never shows', (t) => {
  const renacer = 'renacer 0.6.2';
  t.equal(describeLimits(renacer), undefined);
  t.equal(describeLimits(renacer, []), undefined);
  t.equal(describeLimits(renacer, ['signals']), 'renacer 0.6.2 never shows signals');
  const all = describeLimits(renacer, backendLimits);
  t.match(all, /^renacer 0\.6\.2 never shows arguments .*, .*, or the execve/);
  t.equal(all?.split('\n').length, 1);
  t.end();
});
