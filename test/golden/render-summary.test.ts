import { test } from 'tap';
import { renderSummary } from '../../src/golden/render-summary.js';
import { golden, goldenOf, process, steps } from './sample.js';

test('the layout of strace -c, without times', (t) => {
  t.equal(
    renderSummary(golden({ level: 'exact', figures: [] })),
    `
    calls    errors syscall
--------- --------- ----------------
        2         1 openat
        1           exec
        1           read
--------- --------- ----------------
        4         1 total
`.slice(1),
  );
  t.end();
});

test('what varies is ~, and so is a total that it is part of', (t) => {
  const failing = { call: 'mkdir', error: 'EEXIST' };
  t.equal(
    renderSummary(golden({ processes: [process({ steps, pool: [{ step: failing, least: 0, most: 2 }] })] })),
    `
    calls    errors syscall
--------- --------- ----------------
        2         1 openat
        1           exec
        ~           futex
        ~         ~ mkdir
        ~           read
--------- --------- ----------------
        ~         ~ total
`.slice(1),
  );
  t.end();
});

test('a folded walk over many files counts each of them', (t) => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ call: 'stat', via: 'newfstatat', path: `$CWD/${index}` }));
  t.match(renderSummary(goldenOf(many)), '     1000           newfstatat\n');
  t.end();
});
