/** Document 003's comparison: which library is judged by which, and whether the goal is met. */
import {
  fastestTimes,
  goalOperations,
  isReached,
  type LibraryTimes,
  libraryTimes,
  reachedShare,
  unmatchedOperations,
} from '../bench/goal.js';
import { TraceGateError } from '../errors.js';
import type { BenchmarkFile } from '../model/bench-baseline.js';
import type { GoalReport } from '../model/bench-goal.js';
import { exitCodes } from '../model/finding.js';
import { nearestName } from '../nearest-name.js';

export interface GoalRequest {
  readonly reference: string;
  /** Absent: the one that is neither the reference nor PyTorch, or the only other one. */
  readonly library?: string;
  readonly within: number;
  readonly share: number;
}

/** What an own result is called where it has no name. */
const ownName = 'own';

/** `own`: the library's times where they are in a file of another tool. Throws E_USAGE. */
export function judgeGoal(file: BenchmarkFile, own: BenchmarkFile | undefined, request: GoalRequest): GoalReport {
  const { reference, within, share } = request;
  const read = libraryTimes(file.run.benchmarks);
  checkLibrary(read, reference, '--reference');
  const times = own ? withOwn(read, request.library ?? ownName, own) : read;
  const library = request.library ?? (own ? ownName : onlyOther(read, reference));
  checkLibrary(times, library, '--library');
  if (library === reference)
    throw new TraceGateError('E_USAGE', { detail: `\`${library}\` can't be compared with itself` });
  const operations = goalOperations(times, { library, reference, within });
  const unmatched = unmatchedOperations(times, library, reference);
  if (operations.every(({ ratio }) => ratio === undefined))
    throw new TraceGateError('E_USAGE', {
      detail: `\`${library}\` and \`${reference}\` have no operation in common`,
      hint: `names are OPERATION/SIZE on both sides; \`${library}\` has ${unmatched.slice(0, 3).join(', ')}`,
    });
  const reached = reachedShare(operations);
  const others = [...times.keys()].filter((name) => name !== library && name !== reference);
  return {
    file: file.file,
    library,
    reference,
    libraries: [reference, ...others, library],
    goal: { within, share },
    operations,
    unmatched,
    reached,
    exitCode: isReached(reached.share, share) ? exitCodes.passed : exitCodes.violated,
  };
}

function withOwn(read: LibraryTimes, name: string, own: BenchmarkFile): LibraryTimes {
  if (read.has(name))
    throw new TraceGateError('E_USAGE', {
      detail: `both files have times of \`${name}\``,
      hint: '--library NAME calls those of --own otherwise',
    });
  return new Map([...read, [name, fastestTimes(own.run.benchmarks)]]);
}

function onlyOther(times: LibraryTimes, reference: string): string {
  const others = [...times.keys()].filter((name) => name !== reference);
  const own = others.filter((name) => !/torch/i.test(name));
  const [only, ...more] = own.length > 0 ? own : others;
  if (only !== undefined && more.length === 0) return only;
  throw new TraceGateError('E_USAGE', {
    detail: only === undefined ? `\`${reference}\` is alone: there is no library to judge` : 'which library is judged?',
    hint:
      only === undefined
        ? '--own FILE: the results of your own library, as its benchmark tool wrote them'
        : `--library ${[only, ...more].join('|')}`,
  });
}

function checkLibrary(times: LibraryTimes, name: string, option: string): void {
  if (times.has(name)) return;
  const known = [...times.keys()];
  const nearest = nearestName(name, known);
  throw new TraceGateError('E_USAGE', {
    detail: `${option} ${name}: there are no times of it`,
    hint: `${nearest === undefined ? '' : `did you mean ${nearest}? `}there are: ${known.join(', ')}`,
  });
}
