/** What a socket is connected with, and the names that tasks give themselves, are the same from every backend: who waited for whom hangs on them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { takeTrace } from '../../src/gate/record.js';
import type { FdObject, SyscallEvent } from '../../src/model/trace.js';
import { compileFixture } from './golden-of.js';
import { recorder } from './recorder-tools.js';

const folder = t.testdir({});
const failed = process.platform === 'linux' ? compileFixture(folder, 'sockets') : 'sockets are looked at on Linux';
const hasStrace = spawnSync('strace', ['-V']).status === 0;
const skip = failed ?? (hasStrace ? false : 'strace is not installed');

/** Inodes and the ports that the kernel has chosen are others in each run: which are the same, remains. */
function described(calls: readonly SyscallEvent[]): string[] {
  const numbers = new Map<string, string>();
  const placeholder = (number: string): string => {
    const known = numbers.get(number) ?? `#${numbers.size}`;
    numbers.set(number, known);
    return known;
  };
  // strace knows the names of some netlink protocols.
  const of = (object: FdObject | undefined): string =>
    object?.type === 'socket' && object.protocol !== 'NETLINK'
      ? ` ${object.protocol}:[${object.text.replace(/(?<![.\d])\d{4,}/g, placeholder)}]`
      : '';
  return calls.flatMap(({ name, args, result }) => {
    const sockets = args.flatMap((arg) =>
      arg.kind === 'fd'
        ? of(arg.object)
        : arg.kind === 'array'
          ? arg.items.map((item) => (item.kind === 'fd' ? of(item.object) : ''))
          : '',
    );
    const text = `${sockets.join('')}${result.kind === 'value' && result.object ? ` =${of(result.object)}` : ''}`;
    return text.trim() === '' ? [] : [`${name}${text}`];
  });
}

async function callsOf(backend: 'strace' | 'ebpf' | 'ptrace'): Promise<SyscallEvent[]> {
  const plan = { target: 'sockets', cwd: folder, root: folder, env: {}, passEnv: [], timeoutMs: 60_000 };
  const { trace } = await takeTrace(
    { ...plan, command: [join(folder, 'sockets')], workdir: 'inplace' },
    { backend, redact: [], built: false },
  );
  return trace.events.filter((event) => event.kind === 'syscall');
}

t.test('sockets', { skip }, async (t) => {
  const expected = described(await callsOf('strace'));
  t.ok(expected.length > 40, `${expected.length} calls`);
  for (const backend of ['ebpf', 'ptrace'] as const) {
    const works = spawnSync(recorder, ['--backend', backend, '--output', '/dev/null', '--', 'true'], {
      encoding: 'utf8',
    });
    if (works.status !== 0) {
      t.pass(`no ${backend} here`, { skip: works.stderr });
      continue;
    }
    const calls = await callsOf(backend);
    t.strictSame(described(calls), expected, backend);
    const name = calls.find((call) => call.name === 'prctl')?.args[1];
    t.match(name, { kind: 'string', bytes: 'sockets' }, `${backend}: the name of the task`);
  }
});
