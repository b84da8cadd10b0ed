/** The recordings of a capture are made in surroundings that differ in what must not matter; everything else runs in the plain ones. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { cannotRecord, readGolden, repository, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();
const cli = path.join(repository, 'bin', 'trace-gate.js');
const isRoot = process.getuid?.() === 0;
const namespaces = spawnSync('unshare', [...(isRoot ? [] : ['-U']), '-m', '-p', '-f', 'true']).status === 0;

/** A folder that every user may write to, outside of this repository. */
function project(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'surroundings-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  chmodSync(folder, 0o777);
  return folder;
}

const target = (command: string, more = ''): string => `[[target]]\nname = "program"\ncommand = ${command}\n${more}\n`;

const look = `#!/bin/sh
printf '%s|' "$PWD" "$TMPDIR" "$HOME" "$(uname -n)" $$ "$(nproc)" "$(date +%s)" "$(ls -A "$TMPDIR" "$HOME" | wc -l)" >>log
echo >>log
touch "$TMPDIR/left" "$HOME/left"
`;

interface Seen {
  readonly cwd: string;
  readonly temp: string;
  readonly home: string;
  readonly host: string;
  readonly digits: number;
  readonly cpus: number;
  readonly second: number;
  readonly left: string;
}

/** What each run of the script has seen, the warm-up first. */
function seenIn(log: string): Seen[] {
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [cwd = '', temp = '', home = '', host = '', pid = '', cpus = '', second = '', left = ''] = line.split('|');
      return { cwd, temp, home, host, digits: pid.length, cpus: Number(cpus), second: Number(second), left };
    });
}

/** Runs trace-gate with less than this test may do. */
function limited(folder: string, limits: readonly string[], args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: '1', CI: '' };
  // tap's own, which write to a folder of this repository.
  const [program = '', ...rest] = [...limits, 'env', '-u', 'NODE_OPTIONS', process.execPath, cli, ...args];
  const ran = spawnSync(program, rest, { cwd: folder, env, encoding: 'utf8' });
  return { code: ran.status, text: ran.stdout + ran.stderr };
}

/** What a capture says of the surroundings, in full. */
function notesOf({ text }: { text: string }): string[] {
  const { notes } = JSON.parse(text) as { notes: string[] };
  return notes.filter((note) => note.startsWith('surroundings of '));
}

t.test('four recordings differ in everything, and other runs do not', { skip }, async (t) => {
  const folder = project(t, { 'renacer.toml': target('["./look"]'), look });
  const capture = await traceGate(folder, ['capture']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  const [warmUp, ...recorded] = seenIn(path.join(folder, 'log'));
  t.equal(recorded.length, 4);
  t.match(warmUp, { cwd: folder, host: hostname() });
  t.match(recorded[0], { cwd: folder, host: hostname(), cpus: warmUp?.cpus }, 'the first recording is as the warm-up');
  for (const key of ['cwd', 'temp', 'home'] as const)
    t.equal(new Set(recorded.map((seen) => seen[key])).size, 4, `${key} is another each time`);
  t.ok(recorded.every(({ left }) => /^\s*\d+$/.test(left)));
  t.ok(recorded.every(({ temp, home }) => temp.length < 60 && home.length < 60));
  t.equal(recorded[1]?.cpus, 1);
  t.match(recorded[3]?.cwd, / /);
  t.not(recorded[3]?.second, recorded[0]?.second);
  if (namespaces) {
    t.same(
      recorded.slice(1).map(({ digits }) => digits),
      [5, 3, 4],
    );
    t.equal(new Set(recorded.map(({ host }) => host)).size, 3);
    t.notMatch(capture.text, /surroundings of/, 'nothing is left to say');
  }
  rmSync(path.join(folder, 'log'));
  const assert = await traceGate(folder, ['assert']);
  t.equal(assert.code, 0, 'holds', { output: assert.text });
  t.ok(seenIn(path.join(folder, 'log')).every(({ cwd, host }) => cwd === folder && host === hostname()));
});

t.test('every run begins with an empty TMPDIR and HOME of its own', { skip }, async (t) => {
  const folder = project(t, { 'renacer.toml': target('["./look"]', 'warmup = 2\nruns = 5'), look });
  for (const command of ['capture', 'assert', 'diff']) await traceGate(folder, [command]);
  await traceGate(folder, ['trace', '-o', 'trace.json', '--', './look']);
  const seen = seenIn(path.join(folder, 'log'));
  t.equal(seen.length, 2 + 5 + 3 + 3 + 1);
  t.same([...new Set(seen.map(({ left }) => Number(left)))], [Number(seen[0]?.left)], 'as empty as the first');
  t.equal(new Set(seen.slice(7).map(({ temp }) => temp)).size, 7);
  t.ok(
    seen.every(({ temp }) => !existsSync(temp)),
    'and leaves nothing',
  );
});

t.test('the target’s own TMPDIR is kept', { skip }, async (t) => {
  const folder = project(t, { 'renacer.toml': target('["./look"]', 'env = { TMPDIR = "." }'), look });
  t.equal((await traceGate(folder, ['capture'])).code, 0);
  t.ok(seenIn(path.join(folder, 'log')).every(({ temp }) => temp === '.'));
});

t.test('fixed: by an option, by the target', { skip }, async (t) => {
  for (const [key, args] of [
    ['', ['--surroundings', 'fixed']],
    ['surroundings = "fixed"', []],
  ] as const) {
    const folder = project(t, { 'renacer.toml': target('["./look"]', key), look });
    t.equal((await traceGate(folder, ['capture', ...args])).code, 0);
    const seen = seenIn(path.join(folder, 'log'));
    t.equal(seen.length, 5);
    t.ok(seen.every(({ cwd, host }) => cwd === folder && host === hostname()));
  }
  const folder = project(t, { 'renacer.toml': target('["./look"]'), look });
  t.equal((await traceGate(folder, ['capture', '--surroundings', 'other'])).code, 2);
});

t.test('what its own path stands in works: an absolute #!, and setup beside it', { skip }, async (t) => {
  const folder = project(t, {});
  const setup = 'setup = ["sh", "-c", "echo set >$HOME/set; echo set >$TMPDIR/set; rm -f out"]';
  writeFiles(folder, {
    'renacer.toml': target('["./run"]', setup),
    run: `#!${folder}/bin/interpreter\ncat "$HOME/set" "$TMPDIR/set" >out\n`,
    'bin/activate': '',
  });
  symlinkSync('/bin/sh', path.join(folder, 'bin/interpreter'));
  const capture = await traceGate(folder, ['capture']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  t.notMatch(capture.text, /could not be moved/);
  t.equal(readFileSync(path.join(folder, 'out'), 'utf8'), 'set\nset\n');
});

t.test('the whole repository goes along', { skip: skip || (!namespaces && 'no namespaces') }, async (t) => {
  const folder = project(t, { '.git/HEAD': '', beside: 'x\n', 'part/renacer.toml': target('["cat", "../beside"]') });
  const capture = await traceGate(path.join(folder, 'part'), ['capture']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  t.notMatch(capture.text, /could not be moved/);
});

t.test('what can’t be moved is recorded in place, and that is said', { skip }, async (t) => {
  const folder = project(t, {});
  writeFiles(folder, {
    'renacer.toml': target('["./run"]'),
    run: `#!/bin/sh\ncat x\n[ "$PWD" = ${folder} ]\n`,
    x: 'x',
  });
  const capture = await traceGate(folder, ['capture', '--json']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  const [note, ...more] = notesOf(capture);
  t.equal(note, 'surroundings of program: the project could not be moved: ./run exited with 1 then');
  t.same(more, [], 'once');
  const spaces = project(t, { 'renacer.toml': target('["./run"]'), run: '#!/bin/sh\ncat x\ncd $PWD\n', x: 'x' });
  t.match(notesOf(await traceGate(spaces, ['capture', '--json'])), [
    /^surroundings of program: the project could not be moved to a folder with a space in its name: \.\/run exited with 2/,
  ]);
});

t.test('a file that is renamed out of TMPDIR stays in one file system', { skip }, async (t) => {
  const run = '#!/bin/sh\necho x >$TMPDIR/x\nexec mv $TMPDIR/x out\n';
  const folder = project(t, { 'renacer.toml': target('["./run"]'), run });
  const capture = await traceGate(folder, ['capture', '--json']);
  t.equal(capture.code, 0, 'captures', { output: capture.text });
  t.notMatch(readGolden(folder), /EXDEV/);
  if (namespaces) t.match(notesOf(capture), [/: the project was copied, not mounted elsewhere: \.\/run renames files/]);
});

t.test('what a capture leaves in the project is said', { skip }, async (t) => {
  const run = '#!/bin/sh\necho >>log\nmkdir -p more\ntouch more/1 more/2 more/3 more/4 more/5\n';
  const folder = project(t, { 'renacer.toml': target('["./run"]'), run, there: '' });
  const { text } = await traceGate(folder, ['capture', '--json', '--runs', '1']);
  const { notes } = JSON.parse(text) as { notes: string[] };
  t.same(notes, [
    'new files lie in the folder of program since this capture, and its next run finds them: log, more/1, more/2, more/3, more/4 and 1 more',
  ]);
});

t.test('a capture of failures is refused as before', { skip }, async (t) => {
  const folder = project(t, { 'renacer.toml': target('["false"]') });
  t.equal((await traceGate(folder, ['capture', '--runs', '2'])).code, 1);
});

const privileged = skip || (!isRoot && 'needs root, to be without it') || (!namespaces && 'no namespaces');
const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];

t.test('a user without privileges', { skip: privileged }, async (t) => {
  const folder = project(t, { 'renacer.toml': target('["./look"]'), look });
  if (limited(folder, nobody, ['--version']).code !== 0) return t.pass('', { skip: 'nobody may not read this folder' });
  const { code, text } = limited(folder, nobody, ['capture']);
  t.equal(code, 0, 'captures', { output: text });
  t.notMatch(text, /surroundings of/);
  const recorded = seenIn(path.join(folder, 'log')).slice(1);
  t.equal(new Set(recorded.map(({ cwd }) => cwd)).size, 4);
  t.same(
    recorded.slice(1).map(({ digits }) => digits),
    [5, 3, 4],
  );
  t.equal(limited(folder, nobody, ['assert']).code, 0);
});

/** As in most containers: root without CAP_SYS_ADMIN. And a user where user namespaces are switched off. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  'root in a container': ['setpriv', '--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin', '--'],
  'no user namespaces': [
    'unshare',
    '-Ur',
    'sh',
    '-c',
    'echo 0 >/proc/sys/user/max_user_namespaces; exec setpriv --bounding-set -sys_admin --inh-caps -sys_admin -- "$@"',
    'sh',
  ],
};

for (const [name, limits] of Object.entries(forbidden)) {
  t.test(`copies where namespaces are forbidden: ${name}`, { skip: privileged }, async (t) => {
    const folder = project(t, { 'renacer.toml': target('["./run"]') });
    writeFiles(folder, { run: `${look}cat log >>${folder}/all\n` });
    const { code, text } = limited(folder, limits, ['capture', '--json']);
    t.equal(code, 0, 'captures', { output: text });
    t.match(notesOf({ text }), [
      /^surroundings of program: the project was copied instead of mounted at another place, the range of pids was not changed, the host name was not changed: new namespaces: E/,
    ]);
    const last = seenIn(path.join(folder, 'all')).at(-1);
    t.match(last?.cwd, /trace-gate-.*\/Pro Ject$/);
    t.equal(last?.host, hostname());
    t.equal(limited(folder, limits, ['assert']).code, 0);
    t.notOk(existsSync(last?.cwd ?? ''), 'and the copy is gone');
  });
}
