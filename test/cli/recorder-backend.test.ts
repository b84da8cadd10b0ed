/** The recorder as a backend: goldens of strace hold with it, and what it can't do is said. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { cannotRecord, folderWith, run } from './command.js';

const skip = cannotRecord();

const targets: Readonly<Record<string, readonly string[]>> = {
  long: ['sh', '-c', `: ${'x'.repeat(5000)}`],
  list: ['ls', '-l', 'data'],
  copy: ['cp', 'data/a', 'copied'],
  pipeline: ['sh', '-c', 'cat data/a data/b | sort | head -n 1'],
  missing: ['sh', '-c', 'cat data/none; echo $? >code; mv code code.txt'],
};

const config = Object.entries(targets)
  .map(
    ([name, command]) =>
      `[[target]]\nname = "${name}"\ncommand = ${JSON.stringify(command)}\nsetup = ["rm", "-f", "copied", "code.txt"]\n`,
  )
  .join('');

t.test('goldens of strace hold with the recorder, which is as loud', { skip }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config, 'data/a': 'a\n', 'data/b': 'b\n' });
  t.match(await run(folder, ['capture']), { code: 0 });
  for (const backend of ['ptrace', 'ebpf']) {
    const works = await run(folder, ['trace', '--backend', backend, '-o', 'trace.json', '--', 'true']);
    if (works.code !== 0) {
      t.match(works, { code: 3, stderr: new RegExp(`the backend ${backend} does not work here|is not built`) });
      t.comment(`${backend}: ${works.stderr}`);
      continue;
    }
    writeFileSync(join(folder, 'renacer.toml'), config);
    const same = await run(folder, ['assert', '--backend', backend]);
    t.match(same, { code: 0, stdout: /nothing changed/ }, `${backend}: ${same.stdout}`);
    writeFileSync(join(folder, 'renacer.toml'), config.replace('"data/a","copied"', '"data/b","copied"'));
    const other = await run(folder, ['assert', '--backend', backend]);
    t.match(other, { code: 1, stdout: /opens \$CWD\/data\/b/ }, backend);
    t.match(await run(folder, ['trace', '--backend', backend, '--timeout', '300', '--', 'sleep', '60']), {
      code: 3,
      stderr: /did not end within 300 ms/,
    });
    t.match(await run(folder, ['trace', '--backend', backend, '--exit-code', '--', 'sh', '-c', 'exit 4']), { code: 4 });
  }
});

t.test('no recorder, and one that fails', { skip }, async (t) => {
  const folder = folderWith(t);
  const record = (script: string) => {
    writeFileSync(join(folder, 'fake'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'fake'), 0o755);
    return run(folder, ['trace', '--backend', 'ebpf', '--', 'true'], {
      env: { TRACE_GATE_RECORDER: join(folder, 'fake') },
    });
  };
  t.match(await record('echo "recorder: no BTF" >&2; exit 4'), {
    code: 3,
    stderr: /the backend ebpf does not work here: no BTF/,
  });
  t.match(await record('kill -KILL $$'), { code: 3, stderr: /the recorder was ended by SIGKILL/ });
  t.match(await record('exit 0'), { code: 3, stderr: /recorded no system call/ });
  t.match(await run(folder, ['trace', '--backend', 'ebpf', '--', 'true'], { env: { TRACE_GATE_RECORDER: '/none' } }), {
    code: 3,
    stderr: /\/none, which records by eBPF or ptrace, is not built/,
  });
  t.match(await run(folder, ['trace', '--backend', 'dtrace', '--', 'true']), {
    code: 2,
    stderr: /no such backend[^]*auto, ebpf, ptrace, strace, renacer/,
  });
});

t.test('auto takes what works, and says what does not', { skip }, async (t) => {
  const folder = folderWith(t, { fake: '#!/bin/sh\necho "recorder: ebpf: no BTF; ptrace: refused" >&2; exit 4\n' });
  chmodSync(join(folder, 'fake'), 0o755);
  for (const [recorder, why] of [
    ['/none', '/none, which records by eBPF or ptrace, is not built'],
    [join(folder, 'fake'), 'ebpf: no BTF; ptrace: refused'],
  ] as const) {
    const env = { TRACE_GATE_RECORDER: recorder };
    const traced = await run(folder, ['trace', '--', 'true'], { env });
    t.match(traced, { code: 0, stdout: /"name":"strace"/ });
    t.match(traced.stderr, `${why}); \`trace-gate doctor\` tells what helps, \`--backend strace\` asks`);
    t.match(await run(folder, ['capture', '--name', 'true', '--', 'true'], { env }), {
      code: 0,
      stdout: new RegExp(`note: recorded with strace .*${why}`),
    });
    t.notMatch((await run(folder, ['trace', '--backend', 'strace', '--', 'true'], { env })).stderr, 'doctor');
  }
});

const canUnshare = spawnSync('unshare', ['-Ur', 'true']).status === 0;
const noNamespace = canUnshare ? false : 'this machine gives no user namespaces';

t.test('without rights it is ptrace', { skip: skip || noNamespace }, async (t) => {
  const folder = folderWith(t);
  const bin = fileURLToPath(new URL('../../bin/trace-gate.js', import.meta.url));
  const { status, stdout, stderr } = spawnSync('unshare', ['-Ur', process.execPath, bin, 'trace', '--', 'true'], {
    cwd: folder,
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
  t.match(stdout, /"class":"ptrace","name":"recorder"/);
  t.match(stderr, /^trace-gate: recorded with ptrace \(ebpf: .*\n$/);
});
