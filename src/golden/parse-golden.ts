/** The text of a golden → the golden, or the reason why a person must look at it. */
import { TraceGateError } from '../errors.js';
import type { GoldenSpot } from '../model/difference.js';
import { normalizerVersion, type Golden } from '../model/golden.js';
import { compileSchema, type SchemaMismatch } from '../schema/compile-schema.js';
import { goldenSchema, type GoldenDocument } from '../schema/golden.js';
import { explainUnreadable, type GoldenFile } from './explain-unreadable.js';
import { placesInJson, type JsonPlaces } from './json-places.js';
import { renderGolden } from './render-golden.js';
import { printedPath } from './printed-path.js';
import { unfoldDocument, type Path } from './unfold-document.js';

export interface ParsedGolden {
  readonly golden: Golden;
  /** The line of this very text, however it is laid out, that holds an element of the golden. */
  readonly lineOf: (spot: GoldenSpot) => number;
}

const check = compileSchema(goldenSchema);

/** Parses the text of `file`; what is not a golden that can be compared with is a TraceGateError with exit code 4. */
export function parseGolden(text: string, file: string): Golden {
  return parseGoldenText(text, file).golden;
}

/** Like parseGolden, with the lines of the text. */
export function parseGoldenText(original: string, file: string): ParsedGolden {
  // git's autocrlf and some editors change these two; they change nothing of what is meant.
  const text = original.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const source = { file, target: goldenName(file) };
  const document = checkDocument(parseJson(text, source), text, source);
  const golden = unfoldDocument(document, (at, detail) => {
    throw invalid(source, text, at, detail);
  });
  if (isEmpty(golden)) throw new TraceGateError('E_GOLDEN_EMPTY', source);
  const rendered = renderGolden(golden);
  if (rendered.text === text) return { golden, lineOf: rendered.lineOf };
  return { golden, lineOf: linesOfEdited(text, source, document) };
}

/** `golden_traces/ls.pending.json` is about `ls`. */
export function goldenName(file: string): string {
  return file.replace(/^.*[/\\]/, '').replace(/(?:\.pending)?\.json$/, '');
}

function parseJson(text: string, source: GoldenFile): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw explainUnreadable(text, source, error);
  }
}

function checkDocument(value: unknown, text: string, source: GoldenFile): GoldenDocument {
  const { format, version, normalizer } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== goldenSchema.properties.format.const) throw explainUnreadable(text, source);
  // The versions first: another one may be laid out in a way that this schema would only call wrong.
  const known = goldenSchema.properties.version.const;
  if (isVersion(version) && version > known) throw new TraceGateError('E_GOLDEN_NEWER', { ...source, version, known });
  if (isVersion(normalizer) && normalizer > normalizerVersion) {
    throw new TraceGateError('E_GOLDEN_NEWER', {
      ...source,
      version: normalizer,
      known: normalizerVersion,
      of: 'rules',
    });
  }
  if (isVersion(normalizer) && normalizer < normalizerVersion) {
    throw new TraceGateError('E_GOLDEN_OUTDATED', { ...source, version: normalizer, known: normalizerVersion });
  }
  const mismatch = firstMismatch(value);
  if (mismatch) throw invalid(source, text, mismatch.path, describeMismatch(mismatch));
  return value as GoldenDocument;
}

const isVersion = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function firstMismatch(value: unknown): SchemaMismatch | undefined {
  try {
    const result = check(value);
    return result.ok ? undefined : result.mismatches[0];
  } catch (error) {
    // The check follows lists in lists as deep as the stack allows. No golden of ours has more than two.
    if (!(error instanceof RangeError)) throw error;
    return { path: [], keyword: 'depth', params: {}, schema: {}, got: value, message: 'has too many lists in lists' };
  }
}

function describeMismatch({ message, params }: SchemaMismatch): string {
  const { additionalProperty, allowedValues, allowedValue } = params;
  if (typeof additionalProperty === 'string') return `must not have the key \`${additionalProperty}\``;
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`;
  return allowedValue === undefined ? message : `must be ${JSON.stringify(allowedValue)}`;
}

function invalid(source: GoldenFile, text: string, path: Path, detail: string): TraceGateError {
  const at = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
  const { lines } = placesInJson(text, path.length);
  const line = lines.get(path.join('/'));
  return new TraceGateError('E_GOLDEN_INVALID', {
    ...source,
    at: at === '' ? 'the document' : at,
    detail,
    ...(line === undefined ? {} : { line }),
  });
}

/** How programs end says nothing about what they do. */
function isEmpty({ processes, effects, objects }: Golden): boolean {
  return (
    processes.every(({ steps, pool }) => steps.length === 0 && pool.length === 0) &&
    effects.every(({ step }) => step.call === 'end') &&
    objects.every(({ lives }) => lives.every(({ steps }) => steps.every(({ call }) => call === 'end')))
  );
}

/** For a golden that is not laid out as we print it: edited by hand, or by a formatter. */
function linesOfEdited(text: string, source: GoldenFile, document: GoldenDocument): ParsedGolden['lineOf'] {
  const { lines, duplicate } = placesInJson(text, 6);
  if (duplicate)
    throw new TraceGateError('E_GOLDEN_INVALID', {
      ...source,
      at: duplicate.at.replaceAll('/', '.'),
      detail: 'is there twice',
      line: duplicate.line,
    });
  return (spot) => nearestLine(lines, printedPath(document, spot));
}

function nearestLine(lines: JsonPlaces['lines'], path: Path): number {
  return lines.get(path.join('/')) ?? (path.length === 0 ? 1 : nearestLine(lines, path.slice(0, -1)));
}
