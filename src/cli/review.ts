/** accept, reject, pending, prune: the commands that settle what a capture left for review, and what lost its target. */
import { TraceGateError } from '../errors.js';
import { writeDerived } from '../golden/derived.js';
import { accept, listGoldens, listPending, removeGolden, removePending } from '../golden/store.js';
import { exitCodes } from '../model/finding.js';
import { goldenFolderOf } from '../model/tool-folders.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { openProject, openProjectIfAny } from './project.js';

export interface ReviewRequest {
  readonly config?: string;
  readonly names: readonly string[];
  readonly all: boolean;
}

async function pendingNames(request: ReviewRequest, io: Io): Promise<{ folder: string; names: string[] }> {
  const project = await openProjectIfAny(request.config, io);
  // A command after `--` needs no renacer.toml, and its golden lies here.
  const folder = project?.goldenFolder ?? goldenFolderOf(io.cwd);
  if (!project && !(await listGoldens(folder)).length && !(await listPending(folder)).length)
    throw new TraceGateError('E_CONFIG_NOT_FOUND', { from: io.cwd });
  return { folder, names: await listPending(folder) };
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
    if (names.includes(name)) continue;
    throw new TraceGateError('E_USAGE', {
      detail: `nothing of \`${name}\` is pending in ${folder}`,
      hint: names.length === 0 ? 'nothing is pending at all' : `pending: ${names.join(', ')}`,
    });
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

/** `prune`: removes goldens whose target is gone, and what is pending of them. `--check` only tells: exit code 4 when there are any. */
export async function prune(request: { config?: string; check: boolean }, io: Io): Promise<number> {
  const { config, goldenFolder } = await openProject(
    { ...(request.config === undefined ? {} : { config: request.config }), names: [], tags: [] },
    io,
  );
  // Without a target every golden is one without a target, and an empty file is more often a mistake than a wish.
  if (config.targets.length === 0) throw new TraceGateError('E_EMPTY_GATE', { file: config.file, targets: [] });
  const known = new Set(config.targets.filter(({ golden }) => golden).map(({ name }) => name));
  const stale = async (list: (folder: string) => Promise<string[]>): Promise<string[]> =>
    (await list(goldenFolder)).filter((name) => !known.has(name));
  const goldens = await stale(listGoldens);
  const pending = await stale(listPending);
  for (const name of goldens) {
    if (!request.check) await removeGolden(goldenFolder, name);
    io.stdout.write(`${request.check ? 'without a target: ' : 'removed '}${goldenFolder}/${name}.json\n`);
  }
  if (!request.check) {
    for (const name of pending) await removePending(goldenFolder, name);
    await writeDerived(goldenFolder);
  }
  if (goldens.length === 0) io.stdout.write('every golden has its target\n');
  return request.check && goldens.length > 0 ? exitCodes.golden : exitCodes.passed;
}

/** Registers accept, reject, pending and prune. */
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
  withCommon(program.command('prune').description('remove goldens whose target is gone from renacer.toml'))
    .option('--check', 'only tell; exit code 4 when there are any')
    .action((options: Common & { check?: boolean }) => {
      noCommand('prune');
      takes(options, () => prune({ ...options, check: options.check === true }, io));
    });
}
