/** What must never be written, wherever a text goes: credentials by their shape, and what renacer.toml's [redact] names. */
import { bytesToText } from './bytes.js';

/** Tokens and credentials in argv and paths: `ghp_…`, `AKIA…`, `xoxb-…`, `--password=…`, `user:secret@host`. */
const credentials: readonly [RegExp, string][] = [
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,})/g, '<redacted>'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, '<redacted>'],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/g, '<redacted>'],
  [/\bsk-[A-Za-z0-9_-]{20,}/g, '<redacted>'],
  [/\bnpm_[A-Za-z0-9]{36}\b/g, '<redacted>'],
  [/\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/g, '<redacted>'],
  [/((?:^|[\s"'-])(?:password|passwd|pwd|secret|token|api[-_]?key|access[-_]?key)[=:])[^\s"'&]+/gi, '$1<redacted>'],
  [/(:\/\/[^\s:/@]+:)[^\s@/]+(?=@)/g, '$1<redacted>'],
  [/(\bAuthorization:\s*(?:Bearer|Basic)\s+)\S+/gi, '$1<redacted>'],
];

/** The text with every match of `patterns` and every credential replaced. Redacting twice changes nothing more. */
export function redactText(text: string, patterns: readonly RegExp[]): string {
  let result = text;
  for (const pattern of patterns) result = result.replace(pattern, '<redacted>');
  for (const [pattern, replacement] of credentials) result = result.replace(pattern, replacement);
  return result;
}

/** As redactText, for a string of one character per byte: patterns see the text that the bytes spell. */
export function redactBytes(bytes: string, patterns: readonly RegExp[]): string {
  const text = bytesToText(bytes);
  const isText = Buffer.from(text, 'utf8').toString('latin1') === bytes;
  const source = isText ? text : bytes;
  const redacted = redactText(source, patterns);
  if (redacted === source) return bytes;
  return isText ? Buffer.from(redacted, 'utf8').toString('latin1') : redacted;
}

/** Names of the surroundings in a content (folders, the host): how many, and how many bytes they take. */
export interface Mentions {
  readonly count: number;
  readonly bytes: number;
}

/** What stands in a trace file for the content of a buffer: its length, and what of it are names of the surroundings. */
export function withheldBytes(length: number, { count, bytes }: Mentions = { count: 0, bytes: 0 }): string {
  return `<${length} bytes${count === 0 ? '' : `, ${count} names of ${bytes}`}>`;
}

/** What a mark says of the names in a content. Undefined: it is no mark. */
export function mentionsInMark(text: string): Mentions | undefined {
  const match = /^<\d+ bytes(?:, (\d+) names of (\d+))?>$/.exec(text);
  return match ? { count: Number(match[1] ?? 0), bytes: Number(match[2] ?? 0) } : undefined;
}

/** Is it the mark, as older trace files have it, of a content whose length is no behaviour? */
export function isVaryingMark(text: string): boolean {
  return /^<\d+ bytes, varying>$/.test(text);
}
