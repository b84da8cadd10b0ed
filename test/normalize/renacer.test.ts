/** What a trace that begins behind the execve and shows three registers of a call is normalized to. */
import t from 'tap';
import type { Backend } from '../../src/model/trace.js';
import type { Behaviour } from '../../src/normalize/behaviour.js';
import { normalize } from '../../src/normalize/normalize.js';
import { parseRenacerJson } from '../../src/parse/renacer-json.js';
import { call, documentOf } from '../parse/renacer-documents.js';

const backend: Backend = { class: 'import', name: 'renacer', version: '0.6.2', limits: ['arguments', 'start'] };

function behaviourOf(calls: readonly object[], program = '/w/build/x'): Behaviour {
  const document = parseRenacerJson(documentOf(calls), { cwd: '/w' });
  if (!document) throw new Error('no document');
  return normalize(
    { backend, arch: 'x86_64', events: document.events },
    {
      cwd: '/w',
      program,
      homes: [],
      temps: ['/tmp'],
      path: ['/usr/bin'],
      uid: 1,
      user: '',
      gid: 1,
      redact: [],
      temporary: [],
      literals: new Set(),
    },
  );
}

const stepsOf = (behaviour: Behaviour): string[] =>
  (behaviour.processes[0]?.main ?? []).map(({ step }) => `${step.call} ${String(step['path'] ?? '')}`.trim());

const opened = (path: string, fd = 3): object => call('openat', ['0xffffff9c', `"${path}"`, '0x80000'], fd);
const loader = [
  call('brk', ['0x0', '0x7ffe1', '0x0'], 0x5581000),
  call('access', ['0x7f00100', '0x4', '0x0'], -2),
  opened('/etc/ld.so.cache'),
  call('newfstatat', ['0x3', '0x7f00200', '0x7ffe1'], 0),
  call('mmap', ['0x0', '0x5000', '0x1'], 0x7f0000001000),
  call('close', ['0x3', '0x0', '0x0'], 0),
  opened('/lib/x86_64-linux-gnu/libm.so.6'),
  call('read', ['0x3', '0x7ffe1', '0x340'], 832),
  call('mmap', ['0x0', '0x5000', '0x5'], 0x7f0000010000),
  call('close', ['0x3', '0x0', '0x0'], 0),
  call('arch_prctl', ['0x1002', '0x7f1', '0x0'], 0),
  call('unknown', ['0x7f00', '0x20', '0x0'], 0),
  call('unknown', ['0x0', '0x3', '0x0'], 0),
  call('munmap', ['0x7f0000001000', '0x5000', '0x0'], 0),
];

t.test('the loader is no behaviour, though the execve before it is not there', (t) => {
  const behaviour = behaviourOf([...loader, opened('data'), call('unknown', ['0x1', '0x2', '0x3'], 0)]);
  t.strictSame(stepsOf(behaviour), ['open $CWD/data', 'unknown']);
  t.strictSame(behaviour.environment, [{ program: '$CWD/build/x', loads: ['libm.so.6'] }]);
  t.equal(behaviourOf(loader, '/usr/bin/ls').processes[0]?.program, '<PATH>/ls');
  t.end();
});

t.test('without the loader nothing is taken for one', (t) => {
  t.strictSame(stepsOf(behaviourOf([opened('data'), opened('/w/lib.so')])), ['open $CWD/data', 'open $CWD/lib.so']);
  t.end();
});

t.test('addresses are not pinned', (t) => {
  const steps = (address: string): string =>
    JSON.stringify(
      behaviourOf([
        call('unknown', [address, address, address], 0),
        call('stat', [address, address, address], 0),
        call('execve', [address, address, address], 0),
        call('readlink', [address, address, '0x1000'], 4),
        call('rt_sigaction', ['0xd', address, address], 0),
        call('clone3', [address, '0x58', address], 77),
        call('brk', [address, address, address], 0x5581000),
      ]).processes[0]?.main.map(({ step }) => step),
    );
  t.equal(steps('0x7ffe11110000'), steps('0x7ffe22220000'));
  t.end();
});

t.test('memory whose flags nobody saw counts as the program’s own', (t) => {
  const allocated = (...calls: readonly object[]): number | undefined =>
    behaviourOf(calls).processes[0]?.allocatedBytes;
  t.equal(allocated(call('mmap', ['0x0', '0x5000', '0x3'], 0x7f0000001000)), 0x5000);
  t.equal(allocated(call('mmap', ['0x0', '0x5000', '0x1'], 0x7f0000001000)), 0, 'but not what can only be read');
  t.end();
});

t.test('only memory that can be written and executed is told as new code', (t) => {
  const effects = (prot: string): number =>
    behaviourOf([opened('data'), call('mmap', ['0x0', '0x5000', prot], 0x7f0000001000)]).processes[0]?.main.filter(
      (act) => act.family === 'mmap' && act.class === 'effect',
    ).length ?? -1;
  t.equal(effects('0x5'), 0, 'a library’s text looks like this');
  t.equal(effects('0x7'), 1);
  t.end();
});

t.test('clone’s flags are its first register', (t) => {
  const made = (flags: string): string | undefined =>
    stepsOf(behaviourOf([opened('data'), call('clone', [flags, '0x7f0000', '0x7f0001'], 77)]))[1];
  t.equal(made('0x3d0f00'), 'thread');
  t.equal(made('0x1200011'), 'fork');
  t.end();
});
