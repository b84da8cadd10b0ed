/** accept, reject, pending: the commands that settle what a capture left for review. */
import { TraceGateError } from '../errors.js';
import { writeDerived } from '../golden/derived.js';
import { accept, listPending, removePending } from '../golden/store.js';
import { exitCodes } from '../model/finding.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { openProject } from './project.js';

export interface ReviewRequest {
  readonly config?: string;
  readonly names: readonly string[];
  readonly all: boolean;
}

async function pendingNames(request: ReviewRequest, io: Io): Promise<{ folder: string; names: string[] }> {
  const { goldenFolder } = await openProject(
    { ...(request.config === undefined ? {} : { config: request.config }), names: [], tags: [] },
    io,
  );
  return { folder: goldenFolder, names: await listPending(goldenFolder) };
}

/** `accept` and `reject`: of nothing is not an error. */
export async function settle(verb: 'accept' | 'reject', request: ReviewRequest, io: Io): Promise<number> {
  const { folder, names } = await pendingNames(request, io);
  if (!request.all && request.names.length === 0 && names.length > 0) {
    throw new TraceGateError('E_USAGE', {
      detail: `name what to ${verb}: ${names.join(', ')}`,
      hint: `trace-gate ${verb} ${names[0] ?? 'NAME'}, or trace-gate ${verb} --all`,
    });
  }
  for (const name of request.names) {
    if (!names.includes(name)) throw new TraceGateError('E_UNKNOWN_TARGET', { name, file: folder, known: names });
  }
  const chosen = request.all ? names : request.names;
  for (const name of chosen) {
    await (verb === 'accept' ? accept(folder, name) : removePending(folder, name));
    io.stdout.write(`${verb}ed ${name}\n`);
  }
  // Also where nothing was pending: a merge of two branches leaves them stale.
  await writeDerived(folder);
  if (chosen.length === 0) io.stdout.write(`nothing to ${verb}\n`);
  return exitCodes.passed;
}

/** `pending`: exit code 4 when there are any. */
export async function showPending(request: { config?: string; json: boolean }, io: Io): Promise<number> {
  const { folder, names } = await pendingNames({ ...request, names: [], all: false }, io);
  if (request.json)
    io.stdout.write(
      `${JSON.stringify({ pending: names.map((name) => ({ name, file: `${folder}/${name}.pending.json` })) }, null, 2)}\n`,
    );
  else if (names.length === 0) io.stdout.write('nothing is pending\n');
  else
    for (const name of names)
      io.stdout.write(`${folder}/${name}.pending.json   trace-gate accept ${name} | trace-gate reject ${name}\n`);
  return names.length > 0 ? exitCodes.golden : exitCodes.passed;
}

/** Registers accept, reject and pending. */
export function registerReview({ program, io, takes, noCommand }: Registry): void {
  for (const verb of ['accept', 'reject'] as const) {
    const command = program
      .command(verb)
      .description(verb === 'accept' ? 'make pending goldens the accepted ones' : 'throw pending goldens away');
    withCommon(command)
      .argument('[target...]', 'names of pending goldens')
      .option('--all', 'all of them')
      .action((names: string[], options: Common & { all?: boolean }) => {
        noCommand(verb);
        takes(options, () => settle(verb, { ...options, names, all: options.all === true }, io));
      });
  }
  withCommon(program.command('pending').description('list goldens that wait for review'))
    .option('--json', 'as JSON')
    .action((options: Common & { json?: boolean }) => {
      noCommand('pending');
      takes(options, () => showPending({ ...options, json: options.json === true }, io));
    });
}
