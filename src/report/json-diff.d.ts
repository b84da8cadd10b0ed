/** json-diff 1.0 ships no types. */
declare module 'json-diff' {
  const jsonDiff: {
    /** Undefined when equal; else an object with `KEY: { __old, __new }`, `KEY__added`, `KEY__deleted`, or a list of marked elements for arrays. */
    diff(before: unknown, after: unknown): unknown;
  };
  export default jsonDiff;
}
