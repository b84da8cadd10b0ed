import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t, { type Test } from 'tap';
import { randomNumbers } from '../../scripts/simulation/timings.mjs';
import { renderBaseline } from '../../src/bench/format-baseline.js';
import type { BenchMachine } from '../../src/model/bench-baseline.js';
import type { BenchHistory, HistoryChange, HistorySeries } from '../../src/model/bench-history.js';
import { schemas } from '../../src/schema/registry.js';
import { folderWith, git, run } from './command.js';

const machine = { cpu: 'Test CPU', cores: 4, kernel: '6.8', governor: 'none' };
const folder = '.performance-baselines';
const current = `${folder}/baseline-current.txt`;
const commitOf = (index: number): string => `c${String(index).padStart(6, '0')}`;

/** One baseline a day, from the first of January on. */
function dateOf(index: number): string {
  const day = new Date(Date.UTC(2026, 0, 1 + index, 12));
  return `${day.toISOString().slice(0, 10).replaceAll('-', '')}-120000`;
}

interface Made {
  readonly date?: string;
  readonly machine?: BenchMachine;
  readonly commit?: string;
}

function baseline(times: Readonly<Record<string, number>>, { date, machine: own = machine, commit }: Made): string {
  const header = { project: 'Test', machine: own, ...(commit && { commit }), ...(date && { date }) };
  const benchmarks = Object.entries(times).map(([name, ns]) => ({ name, ns }));
  return renderBaseline(header, { format: 'criterion', benchmarks });
}

/** As test/bench/change-points.test.ts has it: 6 % slower from commit 60 on, and 1 % per 5 commits from 120 to 170. */
const stepAndDrift = (commit: number): number =>
  (commit < 60 ? 1 : 1.06) * 1.01 ** (Math.max(0, Math.min(50, commit - 120)) / 5);

function series(seed: number, truth: (commit: number) => number): number[] {
  const { normal } = randomNumbers(seed);
  return Array.from({ length: 200 }, (_, commit) => 1000 * truth(commit) * Math.exp(0.02 * normal()));
}

/** A repository with one commit for each text of the file; all committed on one day. */
function commitAll(
  repository: string,
  texts: readonly string[],
  path: (index: number) => string = () => current,
): void {
  git(repository, 'init', '--quiet', '--initial-branch=main');
  const stream = texts.map((text, index) => {
    const before = index > 0 && path(index - 1) !== path(index) ? `D ${path(index - 1)}\n` : '';
    const author = `committer test <test@localhost> ${1_800_000_000 + index} +0000`;
    return [
      `commit refs/heads/main\n${author}\ndata 1\nx\n`,
      `${before}M 100644 inline ${path(index)}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    ].join('');
  });
  const done = spawnSync('git', ['fast-import', '--quiet'], {
    cwd: repository,
    input: stream.join(''),
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(done.stderr);
  git(repository, 'checkout', '--quiet', '--force', 'main');
}

const isHistory = new Ajv({ strict: true, allowUnionTypes: true }).compile(schemas['bench-history']);

async function historyOf(t: Test, repository: string, ...names: string[]): Promise<BenchHistory> {
  const { code, stdout, stderr } = await run(repository, ['bench', 'history', '--json', ...names]);
  t.equal(code, 0, stderr);
  const found: unknown = JSON.parse(stdout);
  t.ok(isHistory(found), JSON.stringify(isHistory.errors));
  return found as BenchHistory;
}

const only = ({ machines }: BenchHistory, name: string): HistorySeries => {
  const [one, ...more] = machines.flatMap((own) => own.series.filter((own) => own.name === name));
  if (!one || more.length > 0) throw new Error(`${more.length + (one ? 1 : 0)} series of ${name}`);
  return one;
};

const indexOf = (commit = ''): number => Number(commit.slice(1));
const summary = (changes: readonly HistoryChange[]): string => changes.map(({ kind }) => kind).join(' ');

t.test(
  '200 commits: a step and a drift are found within 5 commits, and nothing in 20 series without a change',
  async (t) => {
    const repository = folderWith(t);
    const changed = series(1, stepAndDrift);
    const still = Array.from({ length: 20 }, (_, index) => series(index + 1, () => 1));
    const texts = changed.map((ns, index) =>
      baseline(
        { changed: ns, ...Object.fromEntries(still.map((times, own) => [`still/${own}`, times[index] ?? NaN])) },
        { date: dateOf(index), commit: commitOf(index) },
      ),
    );
    commitAll(repository, texts);
    const found = await historyOf(t, repository);
    t.same(found.left, []);
    t.equal(found.machines.length, 1);
    t.equal(found.machines[0]?.baselines, 200, 'the one in the folder is the last of git, and counts once');

    const [step, drift, ...more] = only(found, 'changed').changes;
    if (step?.kind !== 'step' || drift?.kind !== 'drift') throw new Error('not a step and a drift');
    t.same(more, []);
    t.ok(Math.abs(indexOf(step.at.commit) - 60) <= 5, String(step.at.commit));
    t.equal(indexOf(step.before.commit), indexOf(step.at.commit) - 1);
    t.ok(Math.abs(step.change - 0.06) < 0.015, String(step.change));
    t.ok(Math.abs(indexOf(drift.from.commit) - 120) <= 5, String(drift.from.commit));
    t.ok(Math.abs(indexOf(drift.to.commit) - 170) <= 5, String(drift.to.commit));
    t.ok(Math.abs(drift.change - (1.01 ** 10 - 1)) < 0.03, String(drift.change));
    // A commit a day, 1 % in 5 days.
    t.ok(Math.abs((drift.perWeek ?? 0) - (1.01 ** 1.4 - 1)) < 0.004, String(drift.perWeek));
    t.ok(step.confidence > 0.999 && drift.confidence > 0.999);
    for (let own = 0; own < 20; own++) t.equal(summary(only(found, `still/${own}`).changes), '', `still/${own}`);

    const { stdout } = await run(repository, ['bench', 'history']);
    t.match(stdout, /^Test CPU, 4 cores, kernel 6\.8, governor none: 200 baselines, 21 benchmarks\n {2}changed: /);
    t.match(
      stdout,
      /\n {4}step \+\d\.\d% at c0000\d\d \(2026\d{4}-120000\), after c0000\d\d .*; confidence over 99\.999%\n/,
    );
    t.match(
      stdout,
      /\n {4}drift \+\d+\.\d% from c0001\d\d .* to c0001\d\d .*: \+0\.\d\d% from one to the next .* a week; /,
    );
    t.match(stdout, /\n {2}20 benchmarks without a change that is sure enough\n/);
    t.notMatch(stdout, /still/);

    const named = await run(repository, ['bench', 'history', 'still/1*']);
    t.match(named.stdout, /still\/1: .*no trend in 200 values/);
    t.notMatch(named.stdout, /changed:|still\/2:/);
  },
);

t.test('archived baselines stand in the order of the dates in their headers, not of names or commits', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 24 }, (_, index) => [
      // Names fall as dates rise.
      `${folder}/baseline-a${90 - index}-archived.txt`,
      baseline(
        { add: index < 12 ? 100 + (index % 3) : 120 + (index % 3) },
        { date: dateOf(index), commit: commitOf(index) },
      ),
    ]),
  );
  const { machines, left } = await historyOf(t, folderWith(t, files));
  t.same(left, []);
  const add = machines[0]?.series[0];
  t.same(
    add?.points.map(({ commit }) => indexOf(commit)),
    Array.from({ length: 24 }, (_, index) => index),
  );
  t.equal(summary(add?.changes ?? []), 'step');
  t.match(add?.changes[0], { at: { commit: commitOf(12) }, before: { commit: commitOf(11) } });
});

t.test('same dates, no date, no header, other names', async (t) => {
  const repository = folderWith(t);
  const plain = 'add                     time:   [10.000 ns 10.000 ns 10.000 ns]\n';
  const texts = [
    baseline({ add: 3 }, { date: '20260103-000000' }),
    baseline({ add: 4 }, { date: '20260103-000000' }),
    baseline({ add: 5 }, { date: '20260103-000000' }),
    // Committed in January 2027, measured before all others.
    baseline({ add: 2 }, { date: '20260101-000000' }),
    baseline({ add: 6 }, {}),
    baseline({ add: 7 }, {}),
    '# not a header\n',
  ];
  commitAll(repository, texts, (index) => (index < 2 ? `${folder}/old-name.txt` : current));
  writeFileSync(join(repository, folder, 'baseline-aaa-archived.txt'), baseline({ add: 9 }, {}));
  writeFileSync(join(repository, folder, 'baseline-bbb-archived.txt'), plain);
  writeFileSync(join(repository, folder, 'baseline-ccc-archived.txt'), baseline({ add: 8 }, { date: 'yesterday' }));
  writeFileSync(
    join(repository, folder, 'baseline-ddd-archived.txt'),
    baseline({ add: 8 }, { date: '20261340-000000' }),
  );
  writeFileSync(join(repository, current), baseline({ add: 5 }, { date: '20260103-000000' }));
  const { machines, left } = await historyOf(t, repository);
  t.same(
    machines.map(({ series }) => series[0]?.points.map(({ ns }) => ns)),
    [[2, 3, 4, 5, 6, 7]],
  );
  t.match(machines[0]?.series[0]?.points[4], {
    date: '20270115-080004',
    source: /^[0-9a-f]{10}:baseline-current\.txt$/,
  });
  t.equal(machines[0]?.series[0]?.unseen, 'too few');
  const reasons = left.map(({ source, reason }) => `${source.replace(/^[0-9a-f]+:/, 'COMMIT:')}: ${reason}`);
  t.equal(reasons.length, 5, reasons.join('\n'));
  t.ok(
    reasons.some((reason) => reason.startsWith('COMMIT:baseline-current.txt: ')),
    'an old text that is no baseline',
  );
  t.ok(reasons.includes(`${folder}/baseline-aaa-archived.txt: it has no date`));
  t.ok(reasons.includes(`${folder}/baseline-bbb-archived.txt: it has no date`));
  t.ok(reasons.includes(`${folder}/baseline-ccc-archived.txt: \`yesterday\` is no date`));
  t.ok(reasons.includes(`${folder}/baseline-ddd-archived.txt: \`20261340-000000\` is no date`));
  const { stdout } = await run(repository, ['bench', 'history']);
  t.match(stdout, /1 benchmark with too few values to see a change \(8 are needed\)[^]*left out: .*: it has no date/);
});

t.test('what could not be seen is not said to be nothing', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [
      `${folder}/baseline-${index}-archived.txt`,
      baseline({ add: index < 8 ? 100 : 200 }, { date: dateOf(index), machine }),
    ]),
  );
  const { stdout } = await run(folderWith(t, files), ['bench', 'history']);
  t.match(
    stdout,
    /\n {2}1 benchmark without a drift, and with too few values to be sure of a step \(18 are needed\)\n/,
  );
});

t.test('timings of different machines are never in one series', async (t) => {
  const slow = { ...machine, cpu: 'Slow CPU' };
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => {
      const own = index % 2 === 0 ? machine : slow;
      const text = baseline({ add: index % 2 === 0 ? 100 : 200 }, { date: dateOf(index), machine: own });
      return [`${folder}/baseline-${index}-archived.txt`, text];
    }),
  );
  const unknown = baseline({ add: 300 }, { date: dateOf(50), machine: {} });
  const { machines } = await historyOf(t, folderWith(t, { ...files, [current]: unknown }));
  t.same(
    machines.map(({ baselines }) => baselines),
    [20, 20, 1],
  );
  for (const { series } of machines) {
    t.equal(new Set(series[0]?.points.map(({ ns }) => ns)).size, 1);
    t.same(series[0]?.changes, []);
  }
});

t.test('a time of 0, a shallow clone, names, no baseline', async (t) => {
  const repository = folderWith(t);
  commitAll(
    repository,
    Array.from({ length: 9 }, (_, index) => baseline({ nothing: 0, add: 5 }, { date: dateOf(index) })),
  );
  t.equal(only(await historyOf(t, repository), 'nothing').unseen, 'a time of 0');
  t.match((await run(repository, ['bench', 'history', 'nothing'])).stdout, /a time of 0 has no share/);

  const clone = join(repository, 'clone');
  git(repository, 'clone', '--quiet', '--depth=1', `file://${repository}`, clone);
  const { left } = await historyOf(t, clone);
  t.match(left, [{ source: 'git', reason: /shallow.*git fetch --unshallow/ }]);

  const unknown = await run(repository, ['bench', 'history', 'ad']);
  t.equal(unknown.code, 2);
  t.match(unknown.stderr, /no baseline has a benchmark `ad`[^]*did you mean `add`/);
  rmSync(join(repository, folder), { recursive: true });
  const none = await run(repository, ['bench', 'history']);
  t.equal(none.code, 4);
  t.match(none.stderr, /there is no baseline[^]*: trace-gate bench save -- COMMAND\n$/);
  t.equal((await run(repository, ['bench', 'history', '--', 'ls'])).code, 2);
});
