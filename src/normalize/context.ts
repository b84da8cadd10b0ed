/** What the rules must know about the surroundings of a recording; everything else they find in the trace. */
export interface NormalizeContext {
  /** Working folder of the target, absolute. */
  readonly cwd: string;
  /** Folder of renacer.toml, absolute; `$ROOT` where it is not the working folder. */
  readonly root?: string;
  /** File of the program, absolute, where the trace does not begin with its execve. */
  readonly program?: string;
  /** Other absolute paths under which the project is seen, since it was moved from there: of the working folder, then of `root` where that is another. */
  readonly origins?: readonly string[];
  /** Host name, as the target sees it. */
  readonly host?: string;
  /** Home folders: the one the target was given, and the one of the user's passwd entry. */
  readonly homes: readonly string[];
  /** Folders for temporary files: the run's own TMPDIR, then /tmp and others. */
  readonly temps: readonly string[];
  /** Folders of PATH, in order. */
  readonly path: readonly string[];
  /** Ids of the user who ran the target, for chown and friends. */
  readonly uid: number;
  /** Name of that user; '' where it has none. */
  readonly user: string;
  readonly gid: number;
  /** When it was recorded, milliseconds since 1970; absent where nothing tells. */
  readonly started?: number;
  /** Files and folders of the tool itself (goldens, its records), absolute: the target's own behaviour does not depend on what lies there. */
  readonly hidden?: readonly string[];
  /** Names that differ from run to run, as a golden keeps them (see learned-names.ts). */
  readonly learned?: readonly string[];
  /** Names that are the same in every run, whatever learned name they look like. */
  readonly fixed?: ReadonlySet<string>;
  /** Patterns whose matches are replaced by `<redacted>` in every text before anything is written. */
  readonly redact: readonly RegExp[];
  /** Names with a random part that other recordings created: `$TMP/*8.s` (see temporary-names.ts). */
  readonly temporary: readonly string[];
  /**
   * Texts known to be literal from other recordings: digits in them are no pids. (A pid of 11 is also in `python3.11`.)
   */
  readonly literals: ReadonlySet<string>;
}
