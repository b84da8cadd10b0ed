/**
 * Names without what changes from run to run and from machine to machine: folders become placeholders, pids, ports, random parts and
 * content hashes become marks. One object per recording; results are cached, because a trace names the same few files again and again.
 */
import { baseName } from '../model/base-name.js';
import { bytesToText, textToBytes } from '../model/bytes.js';
import { redactText } from '../model/redact.js';
import type { NormalizeContext } from './context.js';
import type { Facts } from './facts.js';
import { cleanPath } from './folders.js';
import { withoutMoment } from './moments.js';
import { countsTime, maskRandom, maskTaught } from './temporary-names.js';

const hash = /(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])/g;
/** In base 32 or 36 (rustc's codegen units, Nix's store): long, with letters and digits all over. */
const hash36 =
  /(?<![0-9A-Za-z])(?=(?:\d*[a-z]){4})(?:(?=(?:[a-z]*\d){4})[0-9a-z]{20,64}|(?=[a-z]*\d)[0-9a-z]{24,64})(?![0-9A-Za-z])/g;
const abbreviated = /(?<![0-9a-f])[0-9a-f]{7,31}(?![0-9a-f])/g;
const uuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;
/** Folders that are one where a distribution merged them (Debian since 12, Fedora, Arch). */
const usrMerged = /^\/(?=(?:bin|sbin|lib|lib32|lib64|libx32)(?:\/|$))/;

/** A shorter temporary name is in other words by chance. */
const shortestInText = 6;

interface Prefix {
  readonly folder: string;
  readonly mark: string;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export class Names {
  private readonly prefixes: readonly Prefix[];
  private readonly inText: readonly [RegExp, string][];
  private readonly pathDirs: ReadonlySet<string>;
  /** The working folder, its parent, and so on to `/`. */
  private readonly wayUp: readonly string[];
  private readonly hidden: readonly string[];
  private readonly shapes: ReadonlyMap<string, readonly string[]>;
  private readonly cache = new Map<string, string>();
  private readonly temporaryByPath = new Map<string, string>();
  /** Shapes of the temporary names of this recording, as a golden keeps them: `$TMP/*8.s`. */
  readonly temporary = new Set<string>();
  /** Names that were created and taken as they are, folder by folder: what another recording calls differently is drawn anew in each. */
  readonly created = new Map<string, Set<string>>();
  /** Every name and text that came out, for `literals` of other recordings. */
  readonly seen = new Set<string>();

  constructor(
    private readonly context: NormalizeContext,
    private readonly facts: Facts,
  ) {
    const prefixes: Prefix[] = [{ folder: context.cwd, mark: '$CWD' }];
    if (context.root !== undefined) prefixes.push({ folder: context.root, mark: '$ROOT' });
    for (const folder of context.homes) prefixes.push({ folder, mark: '$HOME' });
    for (const folder of context.temps) prefixes.push({ folder, mark: '$TMP' });
    this.prefixes = prefixes
      .map(({ folder, mark }) => ({ folder: cleanPath(textToBytes(folder)), mark }))
      .filter(({ folder }) => folder !== '/' && folder !== '')
      .toSorted((a, b) => b.folder.length - a.folder.length);
    this.inText = this.prefixes.map(({ folder, mark }) => [
      // Behind nothing that would make it another path's middle; a compiler's `-I/folder` and `-isystem/folder` are beginnings, too.
      new RegExp(`(?:(?<![\\w./-])|(?<=(?:^|[\\s,])-[A-Za-z]+))${escapePattern(bytesToText(folder))}(?![\\w.-])`, 'g'),
      mark.replace('$', '$$$$'),
    ]);
    this.pathDirs = new Set(context.path.map((folder) => this.merged(cleanPath(textToBytes(folder)))));
    const wayUp = [cleanPath(textToBytes(context.cwd))];
    while (wayUp.at(-1) !== '/') wayUp.push(parentOf(wayUp.at(-1) ?? '/'));
    this.wayUp = wayUp;
    const shapes = new Map<string, string[]>();
    for (const entry of context.temporary.map(withoutNumbers)) {
      const folder = parentOf(entry);
      shapes.set(folder, [...(shapes.get(folder) ?? []), entry.slice(folder === '/' ? 1 : folder.length + 1)]);
    }
    this.shapes = shapes;
    this.hidden = (context.hidden ?? []).map((path) => cleanPath(textToBytes(path)));
    this.findTemporary();
  }

  private findTemporary(): void {
    const counters = new Map<string, number>();
    const made = new Set(this.facts.creations.flatMap(({ path, succeeded }) => (succeeded ? path : [])));
    for (const { path, process, exclusive, succeeded } of this.facts.creations) {
      if (this.temporaryByPath.has(path) || (!succeeded && made.has(path))) continue;
      const folder = this.place(parentOf(path));
      const raw = this.identities(baseName(path), undefined);
      const base = withoutMoment(raw, this.context.started);
      if (base !== raw) this.temporaryByPath.set(path, base);
      // Known by its folder as it is, too: what the folder is taken for may change with what is learned of it.
      const spellings = [under(folder, base), this.withMark(path)];
      for (const name of spellings) this.seen.add(name);
      if (!countsTime(base) && spellings.some((name) => this.context.literals.has(name))) continue;
      const count = (counters.get(process) ?? 0) + 1;
      const unnumbered = withoutNumbers(folder);
      const shapes = this.shapes.get(unnumbered) ?? [];
      // How often a name must be tried is chance, so that a failed try takes no number.
      const mark = succeeded ? `<tmp:${count}>` : '<tmp>';
      const masked = (exclusive ? maskRandom : maskTaught)(base, shapes, mark);
      if (!masked) {
        this.created.set(unnumbered, (this.created.get(unnumbered) ?? new Set()).add(base));
        continue;
      }
      if (succeeded) counters.set(process, count);
      this.temporaryByPath.set(path, masked.masked);
      // A memfd has a name without a folder where it is made, and one in / where its descriptor is shown.
      if (path.startsWith('/memfd:')) this.temporaryByPath.set(path.slice(7), masked.masked.slice(6));
      this.temporary.add(under(unnumbered, masked.shape));
    }
  }

  private withMark(path: string): string {
    const prefix = this.prefixes.find(({ folder }) => path.startsWith(`${folder}/`));
    return prefix ? prefix.mark + path.slice(prefix.folder.length) : path;
  }

  /** /bin is /usr/bin where a distribution merged them; taking them as one everywhere costs nothing. */
  private merged(path: string): string {
    return path.replace(usrMerged, '/usr/');
  }

  /** Does it belong to trace-gate itself? */
  isHidden(path: string): boolean {
    return this.hidden.some((folder) => path === folder || path.startsWith(`${folder}/`));
  }

  /** Is it the target's own file: in its working folder, home or temporary folder, and not the system's? */
  isOwn(path: string): boolean {
    return this.prefixes.some(({ folder }) => path === folder || path.startsWith(`${folder}/`));
  }

  /** A parent of the working folder other than `/`. */
  private isAncestor(path: string): boolean {
    return path !== '/' && this.wayUp.indexOf(path) > 0;
  }

  /** Where a path hangs on the way from the working folder up to `/`: how many folders up, and what of it lies below that one. */
  onWayUp(path: string): { up: number; below: string } {
    const up = this.wayUp.findIndex((folder) => folder === '/' || path === folder || path.startsWith(`${folder}/`));
    const folder = this.wayUp[up] ?? '/';
    return { up, below: folder === '/' ? (path === '/' ? '' : path) : path.slice(folder.length) };
  }

  isPathFolder(path: string): boolean {
    return this.pathDirs.has(this.merged(path));
  }

  isTemporary(path: string): boolean {
    return this.temporaryByPath.has(path);
  }

  private unabbreviated(digits: string): string {
    const alike = this.facts.hashes.get(digits.slice(0, 7)) ?? [];
    return alike.some((full) => full.startsWith(digits)) ? '<hash>' : digits;
  }

  /** Masks pids, ports and hashes in one text. `whole`: the text that literals of other recordings are looked up by. */
  private identities(text: string, whole: string | undefined): string {
    let result = text.replace(uuid, '<uuid>').replace(hash, '<hash>').replace(hash36, '<hash>');
    if (this.facts.hashes.size > 0) result = result.replace(abbreviated, (digits) => this.unabbreviated(digits));
    if (whole !== undefined && this.context.literals.has(whole)) return result;
    if (/\d{3}/.test(result)) {
      if (whole !== undefined) this.seen.add(whole);
      result = result.replace(/(?<!\d)\d{3,}(?!\d)/g, (digits) => {
        const value = Number(digits);
        if (this.facts.ephemeralPorts.has(value)) return '<port>';
        // Shorter ones are pids in a fresh container only, and far more often versions: hence three digits.
        if (digits[0] !== '0' && this.facts.tids.has(value)) return '<pid>';
        return digits;
      });
    }
    return result;
  }

  /** `…/objects/4b`: which of the 256 are looked at hangs on the hashes, and is as good as random. */
  isFanOut(path: string): boolean {
    return /\/[0-9a-f]{2}$/.test(path) && this.facts.fanOut.has(parentOf(path));
  }

  /** Replaces the folder of an absolute path by its placeholder. */
  private place(path: string): string {
    if (this.isFanOut(path)) return `${this.place(parentOf(path))}/<hash>`;
    const temporary = this.temporaryByPath.get(path);
    if (temporary !== undefined) return under(this.place(parentOf(path)), temporary);
    for (const { folder, mark } of this.prefixes) {
      if (path === folder) return mark;
    }
    if (this.isAncestor(path)) return `$UP${'/..'.repeat(this.wayUp.indexOf(path) - 1)}`;
    if (path === '/' || path === '') return path;
    const folder = parentOf(path);
    const placed = this.place(folder);
    const base = this.withoutTemporary(this.withoutUser(bytesToText(baseName(path)), placed));
    if (this.isFanOut(folder) && /^[0-9a-f]{30,62}$/.test(base)) return placed;
    return this.merged(under(placed, this.identities(base, base)));
  }

  /** Programs share /tmp among users by putting whose it is into the name: `hsperfdata_alice`, `pulse-1000`, `/run/user/1000`. */
  private withoutUser(base: string, folder: string): string {
    if (folder === '/run/user') return base === String(this.context.uid) ? '<uid>' : base;
    if (folder !== '$TMP' && folder !== '/var/tmp' && folder !== '/dev/shm') return base;
    const { user, uid } = this.context;
    const masked =
      user === '' ? base : base.replace(new RegExp(`(?<![A-Za-z0-9])${escapePattern(user)}(?![A-Za-z0-9])`), '<user>');
    return masked === base ? base.replace(new RegExp(`(?<=[A-Za-z][-_.])${uid}(?![A-Za-z0-9])`), '<uid>') : masked;
  }

  /** Temporary names wherever they stand: `see-Ab3xY9`, `--out=/tmp/Ab3xY9`. */
  private withoutTemporary(text: string): string {
    let result = text;
    for (const [path, masked] of this.temporaryByPath) {
      const base = baseName(path);
      if (base.length >= shortestInText && result.includes(base)) result = result.replaceAll(base, masked);
    }
    return result;
  }

  private process(path: string): string {
    return path
      .replace(/^\/proc\/(\d+)(?=\/|$)/, (whole, digits: string) => (digits === '1' ? whole : '/proc/<pid>'))
      .replace(/^(\/proc\/[^/]+\/task\/)\d+/, '$1<tid>');
  }

  /** An absolute path (one character per byte) as a golden holds it. */
  path(path: string): string {
    let result = this.cache.get(path);
    if (result === undefined) {
      const self = path.startsWith('/proc/') ? this.process(path) : path;
      result = self === path ? this.place(path) : self;
      result = this.redact(result);
      this.cache.set(path, result);
      this.seen.add(result);
    }
    return result;
  }

  /** Any other text: an argument, a name. Folders, temporary names, pids and ports in it are masked wherever they stand. */
  text(bytes: string): string {
    const key = `\0${bytes}`;
    let result = this.cache.get(key);
    if (result === undefined) {
      result = bytesToText(bytes);
      // A word that is a path is normalized as one: a program that is run must not have two names, one in path and one in argv.
      if (/^\/[^\s:;,=]*$/.test(bytes)) result = this.place(cleanPath(bytes));
      else {
        result = this.withoutTemporary(result);
        for (const [pattern, mark] of this.inText) result = result.replace(pattern, mark);
        result = this.identities(result, result);
      }
      result = this.redact(result);
      this.cache.set(key, result);
      this.seen.add(result);
    }
    return result;
  }

  private redact(text: string): string {
    return redactText(text, this.context.redact);
  }

  /**
   * Does a buffer hold something whose length changes with the surroundings: a folder, or (in a line as short as a pid file's) a pid or a port? In longer
   * ones a number that equals a pid is there by chance.
   */
  dependsOnSurroundings(bytes: string): boolean {
    if (this.prefixes.some(({ folder, mark }) => mark !== '$TMP' && bytes.includes(folder))) return true;
    if (bytes.length > 64) return false;
    for (const [digits] of bytes.matchAll(/(?<!\d)\d{3,7}(?!\d)/g)) {
      const value = Number(digits);
      if (this.facts.tids.has(value) || this.facts.ephemeralPorts.has(value)) return true;
    }
    return false;
  }
}

/** Which one of its temporary names a process makes first can change from run to run: a shape is known without the number of its folder. */
function withoutNumbers(text: string): string {
  return text.replace(/<tmp:\d+>/g, '<tmp>');
}

function under(folder: string, base: string): string {
  return folder === '/' ? `/${base}` : `${folder}/${base}`;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
