/**
 * Names that recordings in changed surroundings showed to differ from run to run, as a golden keeps them: the folder, and in its last part `<drawn>` for a
 * run of characters (`<drawn:8>` where it always has as many), `<number>` for digits; of an address `127.0.0.1:<port>`.
 */
import { escapePattern } from './prefixes.js';

const mark = /<(drawn(?::\d+)?|number|port)>/;

/** Shorter texts stand in other words by chance. */
const shortestInText = 6;

interface Template {
  readonly name: string;
  readonly pattern: RegExp;
}

function patternOf(kind: string): string {
  if (kind === 'number' || kind === 'port') return '(\\d+)';
  const length = /:(\d+)$/.exec(kind)?.[1];
  return length === undefined ? '([^/]+)' : `([^/]{${length}})`;
}

/** `session-<drawn:8>.sock` → what it matches, the drawn parts captured. */
export function templatePattern(name: string): RegExp {
  const parts = name.split(new RegExp(mark, 'g'));
  return new RegExp(
    `^${parts.map((part, index) => (index % 2 === 0 ? escapePattern(part) : patternOf(part))).join('')}$`,
    's',
  );
}

/** Without the length, which says how a name is recognized and not what it is. */
const shownName = (name: string): string => name.replace(/<drawn:\d+>/g, '<drawn>');

export class LearnedNames {
  /** What was drawn in this recording → the mark that stands for it. */
  readonly drawn = new Map<string, string>();
  readonly ports = new Set<number>();
  private readonly byFolder = new Map<string, Template[]>();

  constructor(
    learned: readonly string[],
    private readonly fixed: ReadonlySet<string>,
  ) {
    for (const entry of learned) {
      const end = entry.endsWith(':<port>') ? entry.length - '<port>'.length : entry.lastIndexOf('/');
      const folder = entry.endsWith(':<port>') ? entry.slice(0, end) : end === 0 ? '/' : entry.slice(0, end);
      const name = entry.slice(entry.endsWith(':<port>') ? end : end + 1);
      const templates = this.byFolder.get(folder) ?? [];
      this.byFolder.set(folder, [...templates, { name: shownName(name), pattern: templatePattern(name) }]);
    }
  }

  get knowsAny(): boolean {
    return this.byFolder.size > 0;
  }

  isFixed(path: string): boolean {
    return this.fixed.has(path);
  }

  /** The name that stands for this one of a folder; undefined: it is not one that differs from run to run. */
  nameOf(folder: string, base: string): string | undefined {
    const templates = this.byFolder.get(folder.replace(/<tmp:\d+>/g, '<tmp>'));
    if (!templates || this.fixed.has(folder === '/' ? `/${base}` : `${folder}/${base}`)) return undefined;
    for (const { name, pattern } of templates) {
      const match = pattern.exec(base);
      if (!match) continue;
      for (const text of match.slice(1)) this.see(text);
      return name;
    }
    return undefined;
  }

  private see(text: string): void {
    if (text.length >= shortestInText && !text.includes('<') && /\d|[a-z][A-Z]|[-_]/.test(text))
      this.drawn.set(text, '<drawn>');
  }

  /** `127.0.0.1:40123`. */
  seePort(endpoint: string): void {
    const colon = endpoint.lastIndexOf(':');
    const templates = this.byFolder.get(endpoint.slice(0, colon + 1));
    if (templates && !this.fixed.has(endpoint)) this.ports.add(Number(endpoint.slice(colon + 1)));
  }

  withoutDrawn(text: string): string {
    let result = text;
    for (const [drawn, name] of this.drawn) if (result.includes(drawn)) result = result.replaceAll(drawn, name);
    return result;
  }
}
