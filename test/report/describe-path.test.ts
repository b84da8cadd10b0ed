import t from 'tap';
import type { Causality, CriticalPath, PathLink } from '../../src/model/critical-path.js';
import { describePath } from '../../src/report/describe-path.js';

const link = (parts: Partial<PathLink> = {}): PathLink => ({
  process: '0',
  thread: 0,
  program: '$CWD/program',
  comm: 'program',
  kind: 'wait',
  class: 'scheduling',
  call: 'nanosleep',
  object: '',
  calls: 1,
  startNs: 0,
  durationNs: 1e6,
  ...parts,
});
const pathOf = (...links: readonly PathLink[]): CriticalPath => ({
  durationNs: links.reduce((sum, { durationNs }) => sum + durationNs, 0),
  links,
  stretches: links,
  tasks: links.map((each) => ({ ...each, onPathNs: each.durationNs })),
  classes: [{ class: 'scheduling', onPathNs: 1e6 }],
});
const order: Causality = { edges: [], clocks: [{ begin: 1, end: 2 }] };

t.test('what a link says', (t) => {
  const said = (parts: Partial<PathLink>): string => describePath('run.json', pathOf(link(parts)), order)[3] ?? '';
  t.equal(said({}), '  1 ms  100.0 %  from 0 ms  0 $CWD/program  waits in nanosleep');
  t.match(said({ kind: 'work', call: '', calls: 0 }), /works$/);
  t.match(said({ kind: 'work', call: '', calls: 2 }), /works, 2 calls in between$/);
  t.match(said({ kind: 'call', call: 'read', object: '<pipe>' }), /in read <pipe>$/);
  t.match(said({ kind: 'call', call: 'read', object: 'data', calls: 9 }), /in read data, 9 calls$/);
  t.match(said({ thread: 2, comm: 'worker' }), / 0 thread 2 \$CWD\/program \(worker\) /);
  t.match(said({ comm: 'a\nb' }), String.raw`(a\nb)`, 'a name does not break a line');
  t.end();
});

t.test('what there is too much of', (t) => {
  const many = Array.from({ length: 23 }, (_, index) => link({ process: `0.${index}`, durationNs: 1e6 + index }));
  const lines = describePath('run.json', pathOf(...many), order);
  t.equal(lines[2], 'Its 5 longest links:');
  t.ok(lines.includes('  and 3 more with 3 ms'));
  t.ok(lines.includes('Order: no task waited for another; the last Lamport clock is 2'));
  t.equal(describePath('run.json', pathOf(link()), order)[2], 'Its only link:');
  t.end();
});
