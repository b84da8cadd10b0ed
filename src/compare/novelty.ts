/**
 * A file written, an endpoint or a program that the golden doesn't know: seen once, it is there, however seldom. (An intermittent new connection is
 * still a new connection.)
 */
import { changesFile, opensForWriting } from '../model/file-changes.js';
import type { Shape, Step } from '../model/golden.js';

const endpoints = new Set(['connect', 'bind']);

/** The endpoint, program or changed file that a successful step reaches, with the kind of reach; '' when it reaches none. */
function reachOf(step: Step): string {
  // A temporary name is drawn anew in every run; which one of several it is says nothing about what is reached.
  return whatIsReached(step).replace(/<tmp:\d+>/g, '<tmp>');
}

function whatIsReached(step: Step): string {
  if (step.error !== undefined && step.call !== 'connect') return '';
  if (step.call === 'exec') return `run ${String(step['path'])}`;
  if (endpoints.has(step.call)) return `endpoint ${String(step['address'] ?? '')}`;
  if (step['to'] !== undefined) return `endpoint ${String(step['to'])}`;
  if (opensForWriting(step)) return `write ${String(step['path'])}`;
  if (changesFile(step)) return `write ${String(step['newpath'] ?? step['path'] ?? step['fd'] ?? '')}`;
  return '';
}

function stepsOf(shape: Shape): Step[] {
  return [
    ...shape.processes.flatMap((process) => [...process.steps, ...process.pool.map(({ step }) => step)]),
    ...shape.effects.map(({ step }) => step),
    ...shape.objects.flatMap(({ lives }) => lives.flatMap(({ steps }) => steps)),
  ];
}

function programsOf(shape: Shape): Set<string> {
  const ran = stepsOf(shape)
    .filter((step) => (step.call === 'exec' && step.error === undefined) || step.call === 'end')
    .map((step) => String(step['path'] ?? step['program'] ?? ''));
  return new Set([...ran, ...shape.processes.map((process) => process.program)]);
}

export interface Known {
  readonly programs: ReadonlySet<string>;
  isNovel(step: Step): boolean;
  isNewProgram(program: string): boolean;
  /** Does the candidate still run it? */
  stillRuns(program: string): boolean;
}

/** What a golden knows, to tell the new from the known. */
export function noveltyOf(golden: Shape, candidate: Shape): Known {
  const reached = new Set(stepsOf(golden).map(reachOf));
  const programs = programsOf(golden);
  let running: Set<string> | undefined;
  return {
    programs,
    isNovel: (step) => {
      const reach = reachOf(step);
      return reach !== '' && !reached.has(reach);
    },
    isNewProgram: (program) => !programs.has(program),
    stillRuns: (program) => (running ??= programsOf(candidate)).has(program),
  };
}
