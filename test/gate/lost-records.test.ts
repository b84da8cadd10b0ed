/** What finds no room in eBPF's ring: the run is repeated with a larger one, and never judged with gaps. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { takeTrace, type RecordOptions } from '../../src/gate/record.js';
import type { RunPlan } from '../../src/source/surroundings.js';

const { platform } = process;

t.test('a ring that is too small', { skip: platform !== 'linux' && 'recording needs Linux' }, async (t) => {
  const folder = t.testdir({ data: 'hello' });
  // Its name alone, as the recorder sends it, is longer than a ring of one page.
  const command = ['cat', `${'./'.repeat(2040)}data`] as const;
  const plan: RunPlan = {
    target: 'cat',
    command: [...command],
    cwd: folder,
    root: folder,
    env: {},
    passEnv: [],
    setup: ['sh', '-c', 'echo >>runs'],
    timeoutMs: 60_000,
    workdir: 'inplace',
  };
  const runs = (): number => readFileSync(join(folder, 'runs'), 'utf8').length;
  const take = (ringSizes: readonly number[], more: Partial<RecordOptions> = {}) =>
    takeTrace(plan, { backend: 'ebpf', redact: [], built: false, ringSizes, ...more });

  try {
    await take([1 << 14]);
  } catch (error) {
    t.match(error, { code: /^E_(BACKEND|NO_RECORDER)$/ });
    return t.pass('', { skip: `no ebpf here: ${String(error)}` });
  }
  t.equal(runs(), 1);

  await t.rejects(take([4]), { code: 'E_LOST' }, 'it is noticed');
  t.equal(runs(), 2);

  const { trace } = await take([4, 1 << 14]);
  t.notOk(
    trace.events.some(({ kind }) => kind === 'lost'),
    'the second one is whole',
  );
  t.equal(runs(), 4, 'and was prepared as any run is');

  await t.rejects(take([4, 4]), { code: 'E_LOST' }, 'no verdict when that is too small, too');
  t.equal(runs(), 6);

  const sink = new PassThrough().resume();
  const output = { stdout: sink, stderr: sink };
  await take([4, 1 << 14], { output });
  t.equal(runs(), 7, 'what shows its output runs once, with the largest');
});
