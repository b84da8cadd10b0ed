/** Recordings → a golden: its level, with reasons, and what varied. */
import { test } from 'tap';
import { accepts } from '../../src/compare/learn.js';
import { candidateGolden, type CandidateRequest } from '../../src/gate/candidate.js';
import { differencesOf, knowledgeOf } from '../../src/gate/judge-golden.js';
import { normalizeTogether } from '../../src/gate/record.js';
import type { Golden } from '../../src/model/golden.js';
import { shapeOfBehaviour } from '../../src/normalize/shape.js';
import { at, behaviourOf, context, cwd, traceOf, whole } from '../normalize/behaviour-of.js';

const open = (name: string): string => `openat(${at}, "${name}", O_RDONLY) = 3<${cwd}/${name}>`;
const poll = 'poll([{fd=3<TCP:[1]>, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])';

function golden(logs: readonly (readonly string[])[], wanted: CandidateRequest['wanted'] = 'auto'): Golden {
  const behaviours = logs.map((lines) => behaviourOf(whole(...lines)));
  return candidateGolden({ behaviours, wanted, arch: 'x86_64', backend: 'ptrace' });
}

test('recordings that agree have the level that their contents allow', (t) => {
  t.match(golden([[open('a')], [open('a')]]), { level: 'exact', reasons: [], arch: 'x86_64', backend: 'ptrace' });
  t.match(golden([[open('a'), poll]]), { level: 'objects', reasons: ['poll with sockets'] });
  t.match(golden([[open('a')], [open('a'), poll]]), { level: 'objects' }, 'the one that allows least decides');
  t.end();
});

test('recordings that differ lower the level, and say what differs', (t) => {
  const { level, reasons } = golden([
    [open('a'), open('b')],
    [open('b'), open('a')],
  ]);
  t.equal(level, 'objects');
  t.match(reasons, [
    /^recordings differ at exact: .*its step 2 is open \$CWD\/a or open \$CWD\/b/,
    /^recordings differ at structure/,
  ]);
  const plumbing = golden([[open('a')], [open('a'), 'rt_sigprocmask(SIG_BLOCK, [CHLD], [], 8) = 0']]);
  t.equal(plumbing.level, 'structure', 'no lower than it must be');
  t.equal(plumbing.reasons.length, 1);
  t.end();
});

test('what varied is an alternative that is written down', (t) => {
  const runs = [
    [open('a'), poll],
    [open('a'), open('b').replaceAll('3<', '4<'), poll],
  ];
  const { objects } = golden(runs);
  const { effects } = golden(runs, 'contract');
  for (const [name, range] of [
    ['$CWD/b', { least: 0, most: 1 }],
    ['$CWD/a', { least: 1, most: 1 }],
  ] as const) {
    t.match(objects.find(({ object }) => object === name)?.lives, [range]);
    t.match(
      effects.find(({ step }) => step['path'] === name),
      range,
    );
  }
  t.end();
});

test('a wish goes before the contents, and not before the recordings', (t) => {
  t.match(golden([[open('a'), poll]], 'exact'), { level: 'exact', reasons: [] });
  t.match(golden([[open('a')]], 'contract'), { level: 'contract', reasons: ['asked for in renacer.toml'] });
  t.match(golden([[open('a')], [open('b')]], 'exact'), { level: 'objects' });
  t.end();
});

test('a golden that nobody would read is made shorter, and says so', (t) => {
  const many = Array.from({ length: 2500 }, (_, index) => open(`data/f${index}`));
  const { level, reasons, summarized } = golden([many]);
  t.equal(level, 'objects');
  t.match(reasons.join('\n'), 'over 2000 lines');
  t.ok((summarized ?? []).length > 0);
  t.equal(golden([many], 'exact').level, 'exact', 'unless it was asked for');
  t.end();
});

test('a golden accepts the recordings that it was made of, and names drawn by lot in later ones', (t) => {
  const log = (name: string): string[] => whole(`mkdir("${name}", 0700) = 0`, open(`${name}/x`));
  const taken = (name: string): { trace: ReturnType<typeof traceOf>; context: typeof context } => ({
    trace: traceOf(...log(name)),
    context,
  });
  const behaviours = normalizeTogether(['wAb3xY9', 'wjourna', 'wQ9P1zz'].map(taken));
  const made = candidateGolden({ behaviours, wanted: 'auto', arch: 'x86_64', backend: 'ptrace' });
  t.equal(made.level, 'exact');
  t.strictSame(made.temporary, ['$CWD/*7']);
  t.ok(behaviours.every((behaviour) => accepts(made, shapeOfBehaviour(behaviour, made.level))));
  const later = normalizeTogether([taken('wletter')], knowledgeOf({ golden: made }));
  t.strictSame(differencesOf(made, later).confirmed.stable, [], 'a random part that looks like a word');
  const fixed = normalizeTogether(['HTMLParser', 'HTMLParser'].map(taken));
  const named = candidateGolden({ behaviours: fixed, wanted: 'auto', arch: 'x86_64', backend: 'ptrace' });
  const judge = (name: string): number =>
    differencesOf(named, normalizeTogether([taken(name)], knowledgeOf({ golden: named }))).confirmed.stable.length;
  t.equal(judge('HTMLParser'), 0);
  t.ok(judge('JSONParser') > 0, 'another fixed name is another behaviour');
  t.end();
});

test('digits of a golden are no pid, though a later run has that pid', (t) => {
  const log = (pid: number): string[] => whole(open('lib/cp437.py')).map((line) => `${pid} ${line}`);
  const made = candidateGolden({
    behaviours: [behaviourOf(log(4711))],
    wanted: 'auto',
    arch: 'x86_64',
    backend: 'ptrace',
  });
  const later = normalizeTogether([{ trace: traceOf(...log(437)), context }], knowledgeOf({ golden: made }));
  t.strictSame(differencesOf(made, later).confirmed.stable, []);
  t.end();
});
