/** The lines of a log that a terminal has seen: without its colours, and with what it was told to write over what stood there. */

export interface LogLine {
  readonly text: string;
  /** Of the file; parts that overwrote each other share it. */
  readonly number: number;
}

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** A carriage return alone begins a line, too: the parts that it separates are messages of their own. */
export function* cleanLines(text: string): Generator<LogLine> {
  const lines = text.split('\n').map((line) => line.replace(escapes, '').replace(/\r+$/, ''));
  // What shows nothing behind the end of the last line is no empty line.
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries())
    for (const part of line.split('\r')) yield { text: part, number: index + 1 };
}
