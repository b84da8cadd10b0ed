/**
 * Names with a random part, found by behaviour: something that the tree created exclusively (O_EXCL, mkdir, mknod, symlink, memfd) and whose
 * base name has a run of letters and digits that looks drawn by lot. A run that looks like a word by chance (a few in a hundred of
 * mkstemp's) is recognized by the shape that another recording taught: same folder, same fixed parts, same length.
 *
 * A name that was opened to be written and may have been there before (a log, a build's output) is never taken as random by its looks. That it is
 * drawn, recordings in changed surroundings show (compare/learn-names.ts).
 */

const run = /[A-Za-z0-9_]{6,}/g;
/** `journal`, `readFile`, `HttpServer`, `INDEX`, `file_name`, each with up to four digits behind: what people call files. */
const wordLike =
  /^_*(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})*|[a-z]+(?:_[a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+)\d{0,4}_*$/;

export function looksRandom(text: string): boolean {
  if (/^\d+$/.test(text)) return text.length >= 6;
  return !wordLike.test(text);
}

/** A moment in a name (`run-1795258143`, `20240101T120000`) is the same in two recordings that were made in the same second. */
export function countsTime(base: string): boolean {
  return /\d{6}/.test(base);
}

/** The shape of a name: each random run as `*` and its length. Undefined: nothing in it looks random. */
export function shapeOf(base: string): string | undefined {
  let random = false;
  const shape = base.replace(run, (text) => {
    if (!looksRandom(text)) return text;
    random = true;
    return `*${text.length}`;
  });
  return random ? shape : undefined;
}

/** A pattern that matches the base names of a shape and captures their random runs. */
export function shapePattern(shape: string): RegExp {
  const escaped = shape.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\\\*(\d+)/g, '([A-Za-z0-9_]{$1})');
  return new RegExp(`^${escaped}$`);
}

export interface Masked {
  readonly masked: string;
  readonly shape: string;
}

const maskedBy = (shape: string, mark: string): Masked => ({ masked: shape.replace(/\*\d*/g, mark), shape });

/** Replaces the random runs of `base` by `mark`, by its looks or by a shape it fits. Undefined: it has none. */
export function maskRandom(base: string, shapes: readonly string[], mark: string): Masked | undefined {
  const own = shapeOf(base);
  if (own !== undefined) return maskedBy(own, mark);
  const shape = shapes.find((candidate) => shapePattern(candidate).test(base));
  return shape === undefined ? undefined : maskedBy(shape, mark);
}
