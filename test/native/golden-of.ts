/** What a backend makes of a fixture program: everything that a golden could pin, as text. */
import { spawnSync } from 'node:child_process';
import { constants, openSync, readFileSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import type { BackendName } from '../../src/gate/backends.js';
import { candidateGolden } from '../../src/gate/candidate.js';
import { normalizeTogether, takeTrace } from '../../src/gate/record.js';
import { renderGolden } from '../../src/golden/render-golden.js';
import type { Golden } from '../../src/model/golden.js';
import { syscallTable } from '../../src/model/syscall-table.js';
import type { Behaviour } from '../../src/normalize/behaviour.js';
import { modernC } from './recorder-tools.js';

const programs = resolve(import.meta.dirname, '../fixtures/programs');

/** Builds test/fixtures/programs/special-NAME.c; what the compiler says where it can't. */
export function compileFixture(folder: string, name: string, ...flags: readonly string[]): string | undefined {
  const file = join(folder, `${name}${flags.join('')}`);
  // The kernel's headers, which are the same for 32 bits; gcc-multilib would put them in place, and excludes cross compilers.
  const headers = ['-idirafter', '/usr/include/x86_64-linux-gnu'];
  const args = ['-O1', ...modernC, '-pthread', ...flags, ...headers, '-o', file, join(programs, `special-${name}.c`)];
  const { status, stderr, error } = spawnSync(process.env['CC'] ?? 'cc', args, { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr);
}

const waiting = new Set([...syscallTable.values()].flatMap((call) => (call.class === 'scheduling' ? call.family : [])));
/** How often a call that waits is made says when others ran. */
const isChance = ({ figure, of }: Golden['figures'][number]): boolean => figure === 'calls' && waiting.has(of);

/**
 * The golden at the strictest level. `via`, which is for readers, is the same as well but for socketcall, and is left out as it is in comparisons; the
 * class of the backend is what differs.
 */
function textOf(behaviour: Behaviour): string {
  const golden = candidateGolden({ behaviours: [behaviour], wanted: 'exact', arch: 'any', backend: 'import' });
  const figures = golden.figures.filter((figure) => !isChance(figure));
  const text = renderGolden({ ...golden, figures }).text.replace(/"via":"\w+",/g, '');
  return `${JSON.stringify(behaviour.ceiling)}\n${JSON.stringify(behaviour.notes)}\n${text}`;
}

const isAsleep = (tid: string): boolean => {
  const stat = readFileSync(`/proc/${tid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('S');
};

/** Sends what special-signals.c asks for by the FIFO `prod`, when the task sleeps. The returned function ends it. */
export function sendWhatIsAskedFor(folder: string): () => void {
  const fifo = join(folder, 'prod');
  spawnSync('mkfifo', [fifo]);
  // For reading and writing: it has no end as long as this one holds it.
  const fd = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
  const input = new Socket({ fd });
  createInterface({ input }).on('line', (line) => {
    const [tid = '', signal] = line.split(' ');
    void (async () => {
      while (!isAsleep(tid)) await setTimeout(5);
      process.kill(Number(tid), Number(signal));
    })();
  });
  return () => input.destroy();
}

export async function goldenOf(backend: BackendName, folder: string, command: [string, ...string[]]): Promise<string> {
  writeFileSync(join(folder, 'data'), 'content\n');
  const options = { target: 'special', cwd: folder, root: folder, env: {}, passEnv: [] };
  const taken = await takeTrace(
    { ...options, command, timeoutMs: 300_000, workdir: 'inplace' },
    { backend, redact: [], built: false },
  );
  const [behaviour] = normalizeTogether([taken]);
  return behaviour ? textOf(behaviour) : '';
}
