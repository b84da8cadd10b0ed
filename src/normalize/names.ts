/**
 * Names without what changes from run to run and from machine to machine: folders become placeholders, pids, ports, random parts and
 * content hashes become marks. One object per recording; results are cached, because a trace names the same few files again and again.
 */
import { baseName } from '../model/base-name.js';
import { bytesToText, textToBytes } from '../model/bytes.js';
import { redactText, type Mentions } from '../model/redact.js';
import type { NormalizeContext } from './context.js';
import type { Facts } from './facts.js';
import { cleanPath, parentOf } from './folders.js';
import { withoutMoment } from './moments.js';
import { LearnedNames } from './learned-names.js';
import { ancestorsOf, escapePattern, mentionPatterns, prefixesOf, type Prefix } from './prefixes.js';
import { formsOf, type Forms } from './surrounding-forms.js';
import { isSystemFolder } from './system-folders.js';
import { countsTime, maskRandom } from './temporary-names.js';

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

export class Names {
  private readonly prefixes: readonly Prefix[];
  private readonly ancestors: ReadonlySet<string>;
  /** Other spellings of those folders, longest first. */
  private readonly forms: Forms;
  private readonly learned: LearnedNames;
  private readonly placed = new Map<string, string>();
  private readonly inText: readonly [RegExp, string][];
  private readonly pathDirs: ReadonlySet<string>;
  /** The working folder, its parent, and so on to `/`. */
  private readonly wayUp: readonly string[];
  private readonly hidden: readonly string[];
  /** What a content may name of the surroundings, longest first. */
  private readonly mentioned: readonly RegExp[];
  private readonly shapes: ReadonlyMap<string, readonly string[]>;
  private readonly cache = new Map<string, string>();
  private readonly temporaryByPath = new Map<string, string>();
  /** Shapes of the temporary names of this recording, as a golden keeps them: `$TMP/*8.s`. */
  readonly temporary = new Set<string>();
  /** Folder as it is named → what it holds as it is named → the name that this was made from. */
  readonly bases = new Map<string, Map<string, string>>();
  /** Every name and text that came out, for `literals` of other recordings. */
  readonly seen = new Set<string>();

  constructor(
    private readonly context: NormalizeContext,
    private readonly facts: Facts,
  ) {
    this.prefixes = prefixesOf(context);
    this.ancestors = ancestorsOf(this.prefixes);
    this.forms = formsOf(this.prefixes);
    this.learned = new LearnedNames(context.learned ?? [], context.fixed ?? new Set());
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
    // Where a moved project lay before is what its files say in every folder.
    const present = prefixesOf({ ...context, origins: [] });
    this.mentioned = mentionPatterns(present, formsOf(present), context.host);
    this.findTemporary();
    this.findDrawn();
  }

  /** What a learned name draws stands in other texts, too, and in names that come before it. */
  private findDrawn(): void {
    for (const endpoint of this.facts.endpoints) this.learned.seePort(endpoint);
    if (!this.learned.knowsAny) return;
    for (let known = -1; known !== this.learned.drawn.size;) {
      known = this.learned.drawn.size;
      this.placed.clear();
      for (const path of this.facts.paths) this.place(path);
    }
    this.placed.clear();
  }

  private findTemporary(): void {
    const counters = new Map<string, number>();
    const made = new Set(this.facts.creations.flatMap(({ path, succeeded }) => (succeeded ? path : [])));
    for (const { path, process, exclusive, succeeded } of this.facts.creations) {
      if (this.temporaryByPath.has(path) || (!succeeded && made.has(path))) continue;
      const folder = this.place(parentOf(path));
      const raw = this.identities(baseName(path), undefined);
      if (this.learned.nameOf(folder, raw) !== undefined) continue;
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
      const masked = exclusive ? maskRandom(base, shapes, mark) : undefined;
      if (!masked) continue;
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

  /** A parent of the working folder that has no name of its own. */
  private isNamelessAncestor(path: string): boolean {
    return !isSystemFolder(path) && this.wayUp.indexOf(path) > 0;
  }

  /** Does it lie above one of the folders that are placeholders? */
  isAbove(path: string): boolean {
    return this.ancestors.has(path);
  }

  /** Is this folder on the way up one that only leads to the project, and no system's? */
  isNamelessLevel(up: number): boolean {
    return !isSystemFolder(this.wayUp[up] ?? '/');
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
        return this.learned.ports.has(value) ? '<port>' : digits;
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
    let result = this.placed.get(path);
    if (result === undefined) {
      result = this.placeNew(path);
      this.placed.set(path, result);
    }
    return result;
  }

  private placeNew(path: string): string {
    if (this.isFanOut(path)) return `${this.place(parentOf(path))}/<hash>`;
    const temporary = this.temporaryByPath.get(path);
    if (temporary !== undefined) return this.note(this.place(parentOf(path)), temporary, path);
    const prefix = this.prefixes.find(({ folder }) => path === folder)?.mark ?? this.formOf(path);
    if (prefix !== undefined) return prefix;
    if (this.isNamelessAncestor(path)) return `$UP${'/..'.repeat(this.wayUp.indexOf(path) - 1)}`;
    if (path === '/' || path === '') return path;
    const inner = this.prefixes.find(({ folder }) => path.endsWith(folder));
    // A cache that keeps what belongs to a file under that file's own path.
    if (inner) return `${this.place(path.slice(0, -inner.folder.length))}/${inner.mark}`;
    const folder = parentOf(path);
    const placed = this.place(folder);
    if (this.isFanOut(folder) && /^[0-9a-f]{30,62}$/.test(baseName(path))) return placed;
    return this.merged(this.note(placed, this.nameIn(placed, path), path));
  }

  /** The last part of a path, which lies in a folder that is known already. */
  private nameIn(folder: string, path: string): string {
    const raw = this.learned.withoutDrawn(bytesToText(baseName(path)));
    const learned = this.learned.nameOf(folder, raw);
    if (learned !== undefined) return learned;
    if (this.learned.isFixed(under(folder, raw))) return raw;
    const base = this.withoutForms(this.withoutTemporary(this.withoutUser(raw, folder)));
    return this.identities(base, base);
  }

  /** Keeps which name became which, so that recordings can be compared name by name. */
  private note(folder: string, base: string, path: string): string {
    let names = this.bases.get(folder);
    if (!names) this.bases.set(folder, (names = new Map<string, string>()));
    if (!names.has(base)) names.set(base, bytesToText(baseName(path)));
    return under(folder, base);
  }

  /** The mark of a path that is one of the folders in another spelling. */
  private formOf(path: string): string | undefined {
    return this.forms.find(([form]) => form === path)?.[1];
  }

  private withoutForms(text: string): string {
    let result = text;
    for (const [form, mark] of this.forms) if (result.includes(form)) result = result.replaceAll(form, mark);
    const { host } = this.context;
    if (host !== undefined && host.length > 3 && host !== 'localhost' && result.includes(host))
      result = result.replace(new RegExp(`(?<![A-Za-z0-9])${escapePattern(host)}(?![A-Za-z0-9])`, 'g'), '<host>');
    return result;
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

  /** One word that is a path; a folder of the surroundings may hold what parts words. */
  private isPath(text: string): boolean {
    const prefix = this.prefixes.find(({ folder }) => text === folder || text.startsWith(`${folder}/`));
    return /^\/[^\s:;,=]*$/.test(prefix ? `/${text.slice(prefix.folder.length)}` : text);
  }

  /** Any other text: an argument, a name. Folders, temporary names, pids and ports in it are masked wherever they stand. */
  text(bytes: string): string {
    const key = `\0${bytes}`;
    let result = this.cache.get(key);
    if (result === undefined) {
      result = bytesToText(bytes);
      // A word that is a path is normalized as one: a program that is run must not have two names, one in path and one in argv.
      if (this.isPath(bytes)) result = this.place(cleanPath(bytes));
      else {
        result = this.learned.withoutDrawn(this.withoutTemporary(result));
        for (const [pattern, mark] of this.inText) result = result.replace(pattern, mark);
        result = this.withoutForms(result);
        result = this.identities(result, result);
      }
      result = this.redact(result);
      this.cache.set(key, result);
      this.seen.add(result);
    }
    return result;
  }

  isDrawnPort(port: number): boolean {
    return this.facts.ephemeralPorts.has(port) || this.learned.ports.has(port);
  }

  /** A port as an address has it, noted like a name of its host. */
  port(host: string, port: number): string {
    if (this.isDrawnPort(port)) return '<port>';
    this.note(`${host}:`, String(port), String(port));
    return String(port);
  }

  private redact(text: string): string {
    return redactText(text, this.context.redact);
  }

  /** Folders and the host name in a content, and a pid that is the whole of it (the file of a daemon): their length is the surroundings'. */
  mentionsIn(bytes: string): Mentions {
    const digits = /^(\d{2,7})\n?$/.exec(bytes)?.[1];
    if (digits !== undefined && (this.facts.tids.has(Number(digits)) || this.isDrawnPort(Number(digits))))
      return { count: 1, bytes: digits.length };
    const { host = '' } = this.context;
    if (host !== '' && bytes.replace(/\n$/, '') === textToBytes(host)) return { count: 1, bytes: host.length };
    let [rest, count, length] = [bytes, 0, 0];
    for (const pattern of this.mentioned) {
      rest = rest.replace(pattern, (text) => {
        count += 1;
        length += text.length;
        return '\0';
      });
    }
    return { count, bytes: length };
  }
}

/** Which one of its temporary names a process makes first can change from run to run: a shape is known without the number of its folder. */
function withoutNumbers(text: string): string {
  return text.replace(/<tmp:\d+>/g, '<tmp>');
}

function under(folder: string, base: string): string {
  return folder === '/' ? `/${base}` : `${folder}/${base}`;
}
