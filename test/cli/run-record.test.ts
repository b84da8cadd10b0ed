import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, run } from './command.js';

const skip = cannotRecord();
const config = '[[target]]\nname = "true"\ncommand = ["true"]\nruns = 1\n';

t.test('a run leaves its verdict and its machine', { skip }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config });
  t.equal((await run(folder, ['capture'])).code, 0);
  const record: unknown = JSON.parse(readFileSync(join(folder, '.trace-gate/last-run.json'), 'utf8'));
  t.match(record, {
    format: 'trace-gate/run',
    version: 1,
    machine: { platform: 'linux', kernel: /\d/, strace: /\d/, node: process.version, cpus: Number },
    verdict: { format: 'trace-gate/verdict', command: 'capture', exitCode: 0 },
  });
  t.equal(readFileSync(join(folder, '.trace-gate/.gitignore'), 'utf8'), '*\n');
});

t.test('a folder that can’t be written changes no verdict', { skip }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config, '.trace-gate': 'a file in its place' });
  const { code, stderr } = await run(folder, ['capture']);
  t.strictSame([code, stderr], [0, '']);
  const logged = await run(folder, ['assert', '--log-level', 'debug']);
  t.equal(logged.code, 0);
  t.match(logged.stderr, /could not be written/);
});

t.test('without a renacer.toml nothing is left', { skip }, async (t) => {
  const folder = folderWith(t);
  await run(folder, ['capture', '--name', 'x', '--', 'true']);
  t.notOk(existsSync(join(folder, '.trace-gate')));
});
