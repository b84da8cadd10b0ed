import { Ajv } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Duet } from '../../src/model/duet.js';
import { duetSchema } from '../../src/schema/duet.js';
import { folderWith, run } from './command.js';

const skip = process.platform === 'linux' ? false : 'the launcher is for Linux';
const few = ['bench', 'duet', '--runs', '4', '--warmup', '0'];

t.test('what takes twenty times as long fails', { skip }, async (t) => {
  const folder = folderWith(t);
  const { code, stdout } = await run(folder, [
    ...few,
    '--json',
    '--reporter',
    'markdown=duet.md',
    '--reporter',
    'junit=duet.xml',
    '--',
    'sleep',
    '0.01',
    '--',
    'sleep',
    '0.4',
  ]);
  t.equal(code, 1);
  const found = JSON.parse(stdout) as Duet;
  const validate = new Ajv({ strict: true }).compile(duetSchema);
  t.ok(validate(found), JSON.stringify(validate.errors));
  t.match(found, { a: ['sleep', '0.01'], b: ['sleep', '0.4'], comparisons: [{ verdict: 'FAIL', measure: 'wall' }] });
  t.match(readFileSync(join(folder, 'duet.md'), 'utf8'), /^\*\*RESULT: FAIL - 1 regression\*\*/);
  t.match(readFileSync(join(folder, 'duet.xml'), 'utf8'), /<failure type="FAIL"/);
});

t.test('the commands have the environment of the caller, and their output is nowhere', { skip }, async (t) => {
  const folder = folderWith(t);
  const script = 'echo "$DUET_TEST" >> seen; echo noise; echo more >&2; exec sleep 0.01';
  const args = [...few, '--aa', '--regression-threshold', '1', '--', 'sh', '-c', script];
  const { code, stdout, stderr } = await run(folder, args, { env: { DUET_TEST: 'mine' } });
  t.equal(code, 0);
  t.equal(stderr, '');
  t.match(stdout, /B: the same command, for the noise floor/);
  t.notMatch(stdout, /^noise|^more/m);
  t.equal(readFileSync(join(folder, 'seen'), 'utf8'), 'mine\n'.repeat(8));
});

t.test('a command that fails is no verdict, and its last lines are shown', { skip }, async (t) => {
  const folder = folderWith(t);
  const script = 'echo the reason >&2; exit 3';
  const failed = await run(folder, [...few, '--', 'true', '--', 'sh', '-c', script]);
  t.equal(failed.code, 3);
  t.match(failed.stderr, /exited with code 3\nthe reason\n/);
  t.match(await run(folder, [...few, '--', 'true', '--', 'sh', '-c', 'kill -9 $$']), { code: 3, stderr: /SIGKILL/ });
  t.match(await run(folder, [...few, '--aa', '--', './nothing']), { code: 3, stderr: /could not be started: ENOENT/ });
  const late = await run(folder, [...few, '--timeout', '50', '--aa', '--', 'sleep', '60']);
  t.match(late, { code: 3, stderr: /did not end within 50 ms/ });
});

t.test('benchmarks that both print are judged one by one', { skip }, async (t) => {
  const line = (name: string, ns: number): string => `Benchmark${name}-2 \\t 100\\t ${ns} ns/op\\n`;
  const suite = (...lines: string[]): string[] => ['printf', `${lines.join('')}PASS\\nok  \\tx\\t1.0s\\n`];
  const a = suite(line('One', 100), line('Two', 100), line('Old', 1));
  const b = suite(line('One', 100), line('Two', 200), line('New', 1));
  const { code, stdout } = await run(folderWith(t), [...few, '--benchmarks', '--', ...a, '--', ...b]);
  t.equal(code, 1);
  t.match(stdout, /FAIL .*Two.*: \+100\.0%/);
  t.match(stdout, /RESULT: FAIL - 1 regression, 1 unchanged, 1 missing, 1 new\n$/);
});

t.test('thresholds of renacer.toml hold, and [redact] does', { skip }, async (t) => {
  const toml = '[bench]\nregression_threshold = 0.9\nwarning_threshold = 0.8\n[redact]\npatterns = ["secret-[0-9]+"]\n';
  const folder = folderWith(t, { 'renacer.toml': toml });
  const { code, stdout } = await run(folder, [
    ...few,
    '--json',
    '--aa',
    '--',
    'sh',
    '-c',
    'exec sleep 0.01 # secret-42',
  ]);
  t.equal(code, 0);
  t.match(JSON.parse(stdout), { limits: { regression: 0.9, warning: 0.8 }, a: ['sh', '-c', /<redacted>/] });
  t.notMatch(stdout, /secret-42/);
});

t.test('what is no duet is a mistake of usage, and nothing runs', { skip }, async (t) => {
  const folder = folderWith(t);
  const touch = ['--', 'touch', 'ran'];
  const wrong: readonly (readonly string[])[] = [
    [],
    touch,
    [...touch, '--'],
    ['--', '--', 'touch', 'ran'],
    ['--aa'],
    ['--runs', '3', '--aa', ...touch],
    ['--max-runs', '5', '--aa', ...touch],
    ['--measure', 'heat', '--aa', ...touch],
    ['--regression-threshold', 'x', '--aa', ...touch],
    ['--regression-threshold', '0.01', '--warning-threshold', '0.02', '--aa', ...touch],
    ['--format', 'go', '--aa', ...touch],
    ['--benchmarks', '--format', 'nothing', '--aa', ...touch],
    ['--benchmarks', '--inner', '2', '--aa', ...touch],
    ['--reporter', 'nothing', '--aa', ...touch],
  ];
  for (const args of wrong) {
    const { code, stderr } = await run(folder, ['bench', 'duet', ...args]);
    t.equal(code, 2, `${args.join(' ')}: ${stderr}`);
  }
  t.notOk(existsSync(join(folder, 'ran')));
});
