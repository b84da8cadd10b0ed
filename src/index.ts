/**
 * The library: a trace in, behaviour out, two behaviours compared. It starts no program and reads no file; for that there is the command.
 *
 * @example
 * const events = parseStrace(readFileSync('log.strace'));
 * const trace = { backend: { class: 'import', name: 'strace', version: '6.1' }, arch: 'x86_64', events };
 * const shape = shapeOfBehaviour(normalize(trace, context), 'structure');
 * const differences = compare(golden, shape);
 *
 * Everything exported here follows semantic versioning once 1.0.0 is out; nothing else in the package is meant to be imported.
 */

/** strace's text → events: `parseStrace` for a whole log, `StraceParser` for one that comes in pieces. Nothing throws: what can't be read is an event. */
export { parseStrace, StraceParser, type StraceParserOptions } from './parse/strace.js';

/** The vocabulary of traces: what a backend records. */
export type {
  DecodedArg,
  ExitEvent,
  FdObject,
  LostEvent,
  SignalEvent,
  StructField,
  SyscallEvent,
  SyscallResult,
  Trace,
  TraceEvent,
  UnparsedEvent,
} from './model/trace.js';

/** Trace → what happened before what, with Lamport clocks, and the chain of work and waits that its wall time consists of. */
export { causalityOf } from './normalize/causality.js';
export { criticalPathOf } from './normalize/critical-path.js';
export type { Causality, CriticalPath, PathLink } from './model/critical-path.js';

/** Trace → behaviour: what stays the same in every run until the program changes. */
export { normalize } from './normalize/normalize.js';
export type { NormalizeContext } from './normalize/context.js';
export type { Behaviour, ProcessBehaviour } from './normalize/behaviour.js';

/** Behaviour → what a golden of a level pins of it. */
export { shapeOfBehaviour } from './normalize/shape.js';
export type {
  CountedStep,
  Figure,
  Golden,
  Level,
  Loads,
  ProcessEnd,
  ProcessShape,
  Shape,
  Step,
  StepValue,
} from './model/golden.js';

/** A golden's text → golden; throws a TraceGateError for whatever is none. */
export { parseGolden } from './golden/parse-golden.js';
export { isTraceGateError, TraceGateError, type ErrorCode } from './errors.js';

/** Two shapes of one level → how the second differs, grouped as behaviour. */
export { compare } from './compare/compare.js';
export type { Difference, GoldenSpot } from './model/difference.js';

/** What `trace-gate assert --json` prints. */
export type { Finding } from './model/finding.js';
export type { TargetVerdict, Verdict } from './model/verdict.js';
