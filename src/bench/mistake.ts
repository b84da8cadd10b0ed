/** Why a text is no whole result of a benchmark tool. Reading stops at the first, wherever it is found. */
export class Mistake extends Error {
  constructor(
    readonly detail: string,
    /** 1-based; absent where the format has no lines to name. */
    readonly line?: number,
    /** Which one, where a result has several files. */
    readonly file?: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}

/** Reads one file of several: its mistakes get its name. */
export function within<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    throw new Mistake(error.detail, error.line, error.file ?? file, { cause: error });
  }
}
