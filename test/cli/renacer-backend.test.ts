import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTrace } from '../export/read-trace.js';
import { call, documentOf } from '../parse/renacer-documents.js';
import { cannotRecord, folderWith, run } from './command.js';
import { pathWithRenacer, type fakes } from './fake-renacer.js';

const skip = process.platform === 'linux' ? false : 'recording needs Linux';
const calls = [
  call('openat', ['0xffffff9c', '"data"', '0x80000'], 3),
  call('read', ['0x3', '0x7ffe0', '0x10'], 16),
  call('openat', ['0xffffff9c', '"/etc/hosts"', '0x80000'], 4),
];
const document = documentOf(calls);

t.test('the trace says who made it and what it can’t show', { skip }, async (t) => {
  const folder = folderWith(t);
  const env = { PATH: pathWithRenacer(t, 'whole', document) };
  const args = [
    'trace',
    '--backend',
    'renacer',
    '--exit-code',
    '-o',
    't.json',
    '--',
    'sh',
    '-c',
    'echo "{ out"; exit 3',
  ];
  const { code, stdout, stderr } = await run(folder, args, { env });
  t.equal(code, 3);
  t.equal(stdout, '{ out\n', 'what the target wrote, without the document');
  t.match(stderr, /renacer 0\.6\.2 never shows .*signals/);
  const { trace, context } = readTrace(readFileSync(join(folder, 't.json'), 'utf8'));
  t.match(trace.backend, {
    class: 'ptrace',
    name: 'renacer',
    version: '0.6.2',
    limits: ['arguments', 'children', 'numbers', 'signals', 'start'],
  });
  t.match(context.program, /\/sh$/);
  t.match(trace.events[0], { name: 'openat', result: { object: { path: join(folder, 'data') } } });
  t.match(trace.events.at(-1), { kind: 'exit', outcome: { kind: 'exited', code: 3 } });
});

t.test('an end by a signal is one', { skip }, async (t) => {
  const env = { PATH: pathWithRenacer(t, 'signal', document) };
  const { code, stdout } = await run(folderWith(t), ['trace', '--backend', 'renacer', '--', 'true'], { env });
  t.equal(code, 0);
  t.match(readTrace(stdout).trace.events.at(-1), { kind: 'exit', outcome: { kind: 'killed', signal: 'SIGKILL' } });
});

t.test('renacer is found by its later name', { skip }, async (t) => {
  // Where renacer itself is installed, it comes first: then this says nothing of the later name.
  const env = { PATH: `${pathWithRenacer(t, 'whole', document, 'aprender-profile').split(':')[0]}:/usr/bin:/bin` };
  const { code, stdout } = await run(folderWith(t), ['trace', '--backend', 'renacer', '--', 'true'], { env });
  t.equal(code, 0);
  t.equal(readTrace(stdout).trace.events.length, 4);
});

t.test('no trace, and what to do about it', { skip }, async (t) => {
  const cases: readonly [keyof typeof fakes, RegExp][] = [
    ['silent', /renacer recorded no system call at all/],
    ['denied', /does not let this user trace programs: renacer: .*EPERM[^]*SYS_PTRACE/],
    ['notExecuted', /`true` could not be started: ENOENT/],
    ['halved', /renacer was ended by something before the target ended/],
    ['garbled', /1 record of the trace can't be read; .*a call without a result/],
    ['lost', /96 events of the recording got lost: renacer counted 99 calls and printed 3/],
    ['killed', /renacer was ended by SIGKILL/],
    ['hangs', /did not end within 700 ms[^]*renacer delivers no signals[^]*--backend strace/],
  ];
  for (const [fake, message] of cases) {
    const folder = folderWith(t);
    const env = { PATH: pathWithRenacer(t, fake, document) };
    const args = ['trace', '--backend', 'renacer', '--timeout', '700', '-o', 't.json', '--', 'true'];
    const { code, stderr } = await run(folder, args, { env });
    t.equal(code, 3, fake);
    t.match(stderr, message, fake);
    t.notOk(existsSync(join(folder, 't.json')));
  }
});

t.test('without renacer the way to it is told', { skip }, async (t) => {
  const bare = folderWith(t, { true: '#!/bin/sh\n' });
  chmodSync(join(bare, 'true'), 0o755);
  const { code, stderr } = await run(bare, ['trace', '--backend', 'renacer', '--', './true'], { env: { PATH: bare } });
  t.equal(code, 3);
  t.match(stderr, /renacer is not found along PATH\n +hint: cargo install renacer --version 0\.6\.2 --locked/);
});

t.test('a golden is compared with recordings of the same limits only', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': '[[target]]\nname = "x"\ncommand = ["true"]\n' });
  const env = { PATH: pathWithRenacer(t, 'whole', document) };
  const gate = (...args: readonly string[]) => run(folder, args, { env });
  const captured = await gate('capture', '--backend', 'renacer');
  t.equal(captured.code, 0);
  t.match(captured.stdout, /renacer 0\.6\.2 never shows/, 'once a run');
  const golden = JSON.parse(readFileSync(join(folder, 'golden_traces/x.json'), 'utf8')) as object;
  t.match(golden, { backend: 'ptrace', limits: ['arguments', 'children', 'numbers', 'signals', 'start'] });
  t.equal((await gate('assert', '--backend', 'renacer')).code, 0);
  const other = await gate('assert');
  t.equal(other.code, 4);
  t.match(other.stdout, /limits arguments, [^]*auto has no limits[^]*--backend renacer/);
  t.equal((await gate('capture')).code, 4, 'nor does a capture replace it');
  t.notOk(existsSync(join(folder, 'golden_traces/x.pending.json')));
  const changed = documentOf([...calls, call('openat', ['0xffffff9c', '"/etc/other"', '0x241'], 5)]);
  const differs = await run(folder, ['assert', '--backend', 'renacer'], {
    env: { PATH: pathWithRenacer(t, 'whole', changed) },
  });
  t.equal(differs.code, 1);
  t.match(differs.stdout, /\/etc\/other/);
});

t.test('doctor tells whether it is there, and needs it for nothing', { skip: cannotRecord() }, async (t) => {
  const env = { PATH: pathWithRenacer(t, 'whole', document) };
  t.match((await run(folderWith(t), ['doctor'], { env })).stdout, /✓ renacer +version 0\.6\.2/);
});

const real = spawnSync('renacer', ['--version']).error ? 'renacer is not installed' : false;

t.test('the real one', { skip: skip || real }, async (t) => {
  const folder = folderWith(t);
  writeFileSync(join(folder, 'in'), 'content');
  const args = ['--backend', 'renacer', '--name', 'cat', '--', 'cat', 'in'];
  t.equal((await run(folder, ['capture', ...args])).code, 0);
  t.equal((await run(folder, ['assert', ...args])).code, 0);
  const golden = readFileSync(join(folder, 'golden_traces/cat.json'), 'utf8');
  t.match(golden, /"path":"\$CWD\/in"/);
  t.match(golden, /"program":"<PATH>\/cat"/, 'its start-up is known as one');
  const traced = await run(folder, ['trace', '--backend', 'renacer', '-o', 't.json', '--', 'cat', 'in']);
  t.equal(traced.stdout, 'content');
  t.notOk(readFileSync(join(folder, 't.json'), 'utf8').includes('content"'));
});
