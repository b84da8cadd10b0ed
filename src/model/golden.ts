/**
 * Behaviour in the form that is committed: what of a trace stays the same until the program changes.
 */

/** A normalized argument: text, a number, or a list (argv). */
export type StepValue = string | number | readonly StepValue[];

/**
 * One normalized call. `call` is the family's name (`open` for open, openat, openat2), `via` the real one where it differs; `via` is
 * for readers and never compared. `error` is the errno's name; absent: it succeeded. Everything else is an argument by the name
 * of the syscall table: `path`, `flags`, `fd`, `bytes`, `argv`.
 */
export interface Step {
  readonly call: string;
  readonly via?: string;
  readonly error?: string;
  readonly [argument: string]: StepValue | undefined;
}
