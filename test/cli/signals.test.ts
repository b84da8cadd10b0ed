import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, start } from './command.js';

const skip = cannotRecord();

/** A name of its own, so that only the test's process is found. */
const runningWith = (mark: string): boolean =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((pid) => commandOf(pid).includes(mark));

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (condition()) return true;
    await delay(50);
  }
  return false;
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  t.test(`${signal} in a recording ends the tree and leaves nothing behind`, { skip }, async (t) => {
    const mark = `98765.${code}`;
    const folder = folderWith(t, {
      'renacer.toml': [
        '[[target]]\nname = "slow"',
        `command = ["sh", "-c", "touch ready; sleep ${mark} & sleep ${mark}"]`,
        '[[target]]\nname = "next"\ncommand = ["touch", "started"]\n',
      ].join('\n'),
      'tmp/keep': '',
    });
    const child = start(folder, ['capture'], { env: { TMPDIR: join(folder, 'tmp') } });
    t.ok(await until(() => existsSync(join(folder, 'ready')) && runningWith(mark)), 'it runs');
    child.kill(signal);
    const { exitCode, stdout, stderr } = await child;
    t.equal(exitCode, code);
    t.strictSame([stdout, stderr], ['', '']);
    t.ok(await until(() => !runningWith(mark)), 'the tree is gone');
    t.strictSame(readdirSync(join(folder, 'tmp')), ['keep'], 'no scratch folder');
    t.strictSame(readdirSync(join(folder, 'golden_traces')), [], 'no golden');
    t.notOk(existsSync(join(folder, 'started')), 'the next target is not started');
  });
}
