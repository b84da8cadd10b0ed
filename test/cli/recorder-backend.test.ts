/** The recorder as a backend: goldens of strace hold with it, and what it can't do is said. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, run } from './command.js';

const skip = cannotRecord();

const targets: Readonly<Record<string, readonly string[]>> = {
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
    stderr: /no such backend[^]*auto, strace, ebpf, ptrace, renacer/,
  });
});
