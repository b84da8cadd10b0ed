/** Never fooled: whatever is no passed gate must not look like one. Each case with its exit code of the interface. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type Fake, pathWithFake } from './fake-strace.js';
import { cannotRecord, goldenFile, linesThatMatch, readGolden, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();

const config = `[[target]]
name = "program"
command = ["cat", "data.txt"]
`;

/** A project with a golden that holds. */
async function captured(t: Test, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = t.testdir({});
  writeFiles(folder, { 'renacer.toml': config, 'data.txt': 'data\n', 'other.txt': 'other\n', ...files });
  const capture = await traceGate(folder, ['capture']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  t.type(readGolden(folder), 'string', 'there is a golden');
  return folder;
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  const result = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

/** Empties every list of what the program did. */
function withoutSteps(golden: string): string {
  const document = JSON.parse(golden) as Record<string, unknown>;
  return JSON.stringify({ ...document, processes: [], effects: [], figures: [] });
}

function conflicted(golden: string): string {
  const lines = golden.split('\n');
  const middle = Math.floor(lines.length / 2);
  const both = ['<<<<<<< HEAD', lines[middle], '=======', lines[middle], '>>>>>>> feature'];
  return [...lines.slice(0, middle), ...both, ...lines.slice(middle + 1)].join('\n');
}

const brokenGoldens: Readonly<Record<string, (golden: string) => string>> = {
  'program output': () => '=== Trueno Matrix Operations Demo ===\n',
  'an empty file': () => '',
  'JSON of something else': () => '{"syscalls":[]}\n',
  'no JSON': (golden) => golden.replace('{', '('),
  'no steps': withoutSteps,
  'half of itself': (golden) => golden.slice(0, golden.length / 2),
  'a merge conflict': conflicted,
  'a newer version': (golden) => golden.replace(/"version": ?2\b/, '"version": 999'),
};

t.test('a golden that needs a person', { skip }, async (t) => {
  const folder = await captured(t);
  const golden = readGolden(folder) ?? '';
  for (const [name, broken] of Object.entries(brokenGoldens)) {
    const text = broken(golden);
    t.not(text, golden, `${name}: the test changes the golden`);
    writeFileSync(goldenFile(folder), text);
    for (const env of [{}, { CI: 'true' }]) {
      const outcome = await traceGate(folder, ['assert', '--backend', 'strace'], env);
      t.equal(outcome.code, 4, `${name}${'CI' in env ? ' in CI' : ''}`, { output: outcome.text });
      t.match(outcome.text, 'golden_traces/program.json', `${name}: names the file`);
    }
    t.equal(readFileSync(goldenFile(folder), 'utf8'), text, `${name}: the golden is left as it was`);
  }
  rmSync(goldenFile(folder));
  const missing = await traceGate(folder, ['assert'], { CI: 'true' });
  t.equal(missing.code, 4, 'missing in CI', { output: missing.text });
  t.notOk(existsSync(goldenFile(folder)), 'and CI writes none');
});

const brokenTracers: Readonly<Record<Fake, RegExp>> = {
  silent: /recorded no system call/,
  garbled: /pars|read/i,
  oneLineGarbled: /pars|read/i,
  halved: /trace|lost|end/i,
  killed: /kill/i,
};

for (const [fake, said] of Object.entries(brokenTracers) as readonly (readonly [Fake, RegExp])[]) {
  t.test(`a tracer that is ${fake}`, { skip }, async (t) => {
    // Long enough for a tracer to be killed in, unusual enough to be found again.
    const slow = config.replace('"cat", "data.txt"', '"sleep", "2.7182"');
    const folder = await captured(t, fake === 'killed' ? { 'renacer.toml': slow } : {});
    const golden = readGolden(folder);
    const env = { PATH: pathWithFake(folder, fake) };
    const asserted = await traceGate(folder, ['assert', '--backend', 'strace'], env);
    t.equal(asserted.code, 3, 'assert has no verdict', { output: asserted.text });
    t.match(asserted.text, said, 'and says why');
    const again = await traceGate(folder, ['capture', '--backend', 'strace'], env);
    t.equal(again.code, 3, 'capture has none, either', { output: again.text });
    t.equal(readGolden(folder), golden, 'the golden is left as it was');
    rmSync(path.join(folder, 'golden_traces'), { recursive: true });
    const first = await traceGate(folder, ['capture', '--backend', 'strace'], env);
    t.equal(first.code, 3, 'nor a first capture', { output: first.text });
    t.equal(readGolden(folder), undefined, 'which writes no golden');
    t.same(processesOf('sleep\x002.7182'), [], 'no process of the target is left behind');
  });
}

/** Processes whose command line holds the text. */
function processesOf(text: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return /^\d+$/.test(entry) && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it ended meanwhile
    }
  });
}

const emptyGates: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a comment only': '# nothing yet\n',
  'a target that wants no golden, and no assertion': `${config}golden = false\n`,
  'an assertion, and no target': '[[assertion]]\nname = "a"\ntype = "span_count"\nmax_spans = 10\n',
  'an assertion that is switched off': `${config}golden = false\n[[assertion]]\nname = "a"\ntype = "span_count"\nmax_spans = 10\nenabled = false\n`,
  'an assertion that applies to no target': `${config}[[assertion]]\nname = "a"\ntype = "span_count"\nmax_spans = 10\napplies_to = ["elsewhere"]\n`,
};

const assertion = (lines: string): string => `${config}\n[[assertion]]\nname = "a"\n${lines}`;

/** A configuration, the line of its mistake, and the nearest known name where there is one. */
const mistakes: Readonly<Record<string, readonly [text: string, line: number, hint?: string]>> = {
  'an unknown table': [`${config}\n[[assertoin]]\nname = "a"\n`, 5, 'assertion'],
  'an unknown key of a target': [`${config}comand = ["x"]\n`, 4, 'command'],
  'an unknown key of an assertion': [assertion('type = "span_count"\nmax_span = 3\n'), 8, 'max_spans'],
  'an unknown type': [assertion('type = "span_cuont"\nmax_spans = 3\n'), 7, 'span_count'],
  'an unknown pattern': [assertion('type = "anti_pattern"\npattern = "GodProces"\nthreshold = 0.5\n'), 8, 'GodProcess'],
  'a pattern that is no regular expression': [
    assertion('type = "span_count"\nmax_spans = 3\nspan_name_pattern = "open("\n'),
    9,
  ],
  'a value of another type': [assertion('type = "span_count"\nmax_spans = "many"\n'), 8],
  'no TOML': [`${config}]\n`, 4],
};

t.test('a configuration that checks nothing, or not what was meant', { skip }, async (t) => {
  const folder = await captured(t);
  for (const command of ['assert', 'capture']) {
    for (const [name, text] of Object.entries(emptyGates)) {
      if (command === 'capture' && name.startsWith('an assertion that')) continue; // capture judges no assertion
      writeFiles(folder, { 'renacer.toml': text });
      const outcome = await traceGate(folder, [command]);
      t.equal(outcome.code, 2, `${command}, ${name}`, { output: outcome.text });
    }
    for (const [name, [text, line, hint]] of Object.entries(mistakes)) {
      writeFiles(folder, { 'renacer.toml': text });
      const outcome = await traceGate(folder, [command]);
      t.equal(outcome.code, 2, `${command}, ${name}`, { output: outcome.text });
      const lines = linesThatMatch(outcome.text, new RegExp(`renacer\\.toml:${line}:\\d+`));
      t.ok(lines.length > 0, `${name}: names the line ${line}`, { output: outcome.text });
      if (hint !== undefined)
        t.ok(outcome.text.includes(hint), `${name}: did you mean ${hint}?`, { output: outcome.text });
    }
  }
});

t.test('a change in CI is a violation, and leaves git status clean', { skip }, async (t) => {
  const folder = await captured(t, { '.gitignore': '.trace-gate/\n' });
  git(folder, 'init', '-q');
  writeFiles(folder, { 'renacer.toml': config.replace('data.txt', 'other.txt') });
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'change');
  const outcome = await traceGate(folder, ['assert'], { CI: 'true' });
  t.equal(outcome.code, 1, 'a violation', { output: outcome.text });
  t.match(outcome.text, /other\.txt/, 'names the change');
  t.equal(git(folder, 'status', '--porcelain'), '', 'git status is clean');
});

const missingTargets: Readonly<Record<string, string>> = {
  'was not built': './build/program',
  'is no program on PATH': 'trace-gate-no-such-program',
  'is a folder': './golden_traces',
  'is not executable': './data.txt',
};

t.test('a target that cannot run', { skip }, async (t) => {
  const folder = await captured(t);
  for (const [name, program] of Object.entries(missingTargets)) {
    writeFiles(folder, { 'renacer.toml': `[[target]]\nname = "program"\ncommand = ["${program}"]\n` });
    for (const command of ['assert', 'capture']) {
      const outcome = await traceGate(folder, [command]);
      t.equal(outcome.code, 3, `${command}, it ${name}`, { output: outcome.text });
      t.ok(outcome.text.includes(program), `${name}: names it`, { output: outcome.text });
    }
  }
});

t.test('a target that takes too long', { skip }, async (t) => {
  const folder = await captured(t);
  writeFiles(folder, {
    'renacer.toml': config.replace('"cat", "data.txt"', '"sleep", "31.4159"') + 'timeout_ms = 500\n',
  });
  const outcome = await traceGate(folder, ['assert']);
  t.equal(outcome.code, 3, 'no verdict', { output: outcome.text });
  t.same(processesOf('sleep\x0031.4159'), [], 'no process of the target is left behind');
});
