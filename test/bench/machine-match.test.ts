import { test } from 'tap';
import { fingerprintText, machineDifferences, matchMachines, sharedTraits } from '../../src/bench/machine-match.js';

const here = { cpu: 'A', cores: 4, kernel: '6.18', governor: 'none' };

test('machines are the same as far as both say what they are', (t) => {
  t.equal(matchMachines(here, here), 'same');
  t.equal(matchMachines({ cpu: 'A' }, here), 'same', 'baselines of older scripts know the CPU alone');
  t.equal(matchMachines({}, here), 'unknown');
  t.equal(matchMachines({ cpu: 'B' }, here), 'other');
  for (const other of [{ cpu: 'B' }, { cores: 2 }, { kernel: '6.17' }, { governor: 'powersave' }])
    t.equal(matchMachines({ ...here, ...other }, here), 'other', JSON.stringify(other));
  t.end();
});

test('differences are told one by one', (t) => {
  t.strictSame(machineDifferences({ cpu: 'B', cores: 4, governor: 'none' }, { ...here, cores: 2 }), [
    { what: 'cpu', baseline: 'B', current: 'A' },
    { what: 'cores', baseline: '4', current: '2' },
  ]);
  t.equal(sharedTraits({ cpu: 'B' }, here), 1);
  t.not(fingerprintText(here), fingerprintText({ ...here, cores: 2 }));
  t.end();
});
