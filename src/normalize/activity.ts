/** Trace → activity: each call with the names that goldens use, and with its times. */
import type { Activity, ActivityCall, ActivityProcess } from '../model/activity.js';
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallEvent, Trace } from '../model/trace.js';
import type { Act } from './act.js';
import { labelOf, type Surroundings } from './arguments.js';
import type { NormalizeContext } from './context.js';
import { gatherFacts } from './facts.js';
import { Folders } from './folders.js';
import { Names } from './names.js';
import { findStartup } from './startup.js';
import { stepMaker } from './step.js';
import { buildTree, type Process } from './tree.js';

function flagsOf(args: readonly DecodedArg[]): string[] {
  return args.flatMap((arg) => {
    if (arg.kind === 'flags') return arg.names;
    if (arg.kind === 'struct') return flagsOf(arg.fields.map(({ value }) => value));
    return [];
  });
}

function fdKindOf(object: FdObject): 'file' | 'device' | 'pipe' | 'socket' | 'other' {
  switch (object.type) {
    case 'path':
      return object.device || object.path.startsWith('/dev/') ? 'device' : 'file';
    case 'pipe':
    case 'socket':
      return object.type;
    default:
      return 'other';
  }
}

/** What a call is about: the label of its first descriptor, or else its path; '' for neither. */
export function objectOf(event: SyscallEvent, folders: Folders, around: Surroundings): string {
  const { args: specs } = syscallSpec(event.name);
  const fd = event.args.find((arg, index) => arg.kind === 'fd' && specs[index]?.[1] !== 'dirfd');
  if (fd?.kind === 'fd') return String(labelOf(fd.object, fd.fd, around));
  const file = folders.pathsOf(event).find((each) => each !== '');
  return file === undefined ? '' : around.names.path(file);
}

function callOf(event: SyscallEvent, folders: Folders, around: Surroundings): ActivityCall {
  const { family, class: kind, args: specs } = syscallSpec(event.name);
  const [file, newFile] = folders.pathsOf(event).filter((each) => each !== '');
  const path = file === undefined ? undefined : around.names.path(file);
  const newPath = newFile === undefined ? undefined : around.names.path(newFile);
  const argv = family === 'exec' ? event.args.find((arg) => arg.kind === 'array') : undefined;
  const fd = event.args.find((arg, index) => arg.kind === 'fd' && specs[index]?.[1] !== 'dirfd');
  // One that is not open has nothing that a tracer could say of it.
  const closed = event.args.find((arg, index) => arg.kind === 'number' && specs[index]?.[1] === 'fd');
  const sizes = specs.flatMap(([, argKind], index) => {
    const arg = event.args[index];
    return argKind === 'size' && arg?.kind === 'number' ? [arg.value] : [];
  });
  return {
    name: event.name,
    family,
    class: kind,
    object: objectOf(event, folders, around),
    ...(path === undefined || file === undefined ? {} : { path, file }),
    ...(argv?.kind === 'array'
      ? { argv: argv.items.flatMap((item) => (item.kind === 'string' ? [item.bytes] : [])) }
      : {}),
    ...(newPath === undefined ? {} : { newPath }),
    ...(fd?.kind === 'fd' ? { fd: fd.fd, fdKind: fdKindOf(fd.object) } : {}),
    ...(fd === undefined && closed?.kind === 'number' ? { fd: closed.value } : {}),
    flags: flagsOf(event.args),
    sizes,
    ...(event.result.kind === 'value' ? { value: event.result.value } : {}),
    ...(event.result.kind === 'errno' ? { error: event.result.errno } : {}),
    startNs: event.timeNs,
    durationNs: event.durationNs ?? 0,
  };
}

/** Calls of the program's own begin behind the last exec and what the loader does after it. */
function startupOf(process: Process, actOf: (event: SyscallEvent) => Act | undefined): number {
  const calls = (process.tasks[0]?.events ?? []).filter((event) => event.kind === 'syscall');
  const acts: { readonly act: Act; readonly call: number }[] = [];
  calls.forEach((event, call) => {
    const act = actOf(event);
    if (act) acts.push({ act, call });
  });
  const exec = acts.findLastIndex(({ act }) => act.family === 'exec' && act.step.error === undefined);
  if (exec < 0) return 0;
  const { end } = findStartup(
    acts.map(({ act }) => act),
    exec + 1,
  );
  return (acts[end - 1]?.call ?? -1) + 1;
}

/** What the tree of a trace did. */
export function activityOf(trace: Trace, context: NormalizeContext): Activity {
  const tree = buildTree(trace);
  const folders = new Folders(tree, context.cwd);
  const facts = gatherFacts(trace, tree, folders);
  const names = new Names(context, facts);
  const around = { names, facts, tree, context };
  const maker = stepMaker(folders, around);
  const programs = new Map<string, string>();
  const processes = tree.processes.map((process): ActivityProcess => {
    const tasks = process.tasks.map(({ events }) => ({
      calls: events
        .filter((event) => event.kind === 'syscall' && event.name !== '???')
        .map((event) => callOf(event as SyscallEvent, folders, around)),
    }));
    const executed = tasks[0]?.calls.findLast(({ family, value }) => family === 'exec' && value === 0)?.path;
    const program = executed ?? programs.get(process.parent?.path ?? '') ?? '?';
    programs.set(process.path, program);
    return {
      process: process.path,
      parent: process.parent?.path ?? '',
      program,
      tasks,
      startup: startupOf(process, (event) => maker.actOf(event, process, program)),
    };
  });
  const last = trace.events.at(-1);
  return { processes, durationNs: last?.timeNs ?? 0 };
}
