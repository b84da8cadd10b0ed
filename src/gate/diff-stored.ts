/** Verdicts over what is stored: two files, or the goldens here against those of a commit. Nothing is recorded. */
import { basename } from 'node:path';
import { matchesGlob } from '../config/select-assertions.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { goldenName, parseGoldenText } from '../golden/parse-golden.js';
import { goldenFile, listGoldens, readGolden } from '../golden/store.js';
import { exitCodes, type ExitCode } from '../model/finding.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import { filesAtCommit, resolveCommit, textAtCommit } from '../source/git.js';
import { compareTwo, type Side } from './compare-two.js';
import { problemOf } from './judge-target.js';

function verdictOf(targets: readonly TargetVerdict[], notes: readonly string[]): Verdict {
  const statuses = new Set(targets.map(({ status }) => status));
  const exitCode: ExitCode = statuses.has('violated')
    ? exitCodes.violated
    : statuses.has('golden')
      ? exitCodes.golden
      : exitCodes.passed;
  return { format: 'trace-gate/verdict', version: 1, command: 'diff', exitCode, targets, notes };
}

/** Two files; the first is what is taken for given. */
export function diffFiles(before: Side, after: Side): Verdict {
  const [a, b] = [basename(before.file), basename(after.file)];
  return verdictOf([compareTwo(a === b ? goldenName(a) : `${a} → ${b}`, before, after)], []);
}

export interface AgainstRequest {
  readonly ref: string;
  /** Folder of renacer.toml. */
  readonly directory: string;
  /** Beside it. */
  readonly goldenFolder: string;
  /** Names or globs; empty: all. */
  readonly names: readonly string[];
}

function select(known: readonly string[], { names, ref, goldenFolder }: AgainstRequest): readonly string[] {
  const unknown = names.find((name) => !known.some((golden) => matchesGlob(name, golden)));
  if (unknown !== undefined)
    throw new TraceGateError('E_USAGE', {
      detail: `there is no golden \`${unknown}\` in ${goldenFolder} or at ${ref}`,
      hint: known.length === 0 ? 'there are none at all' : `goldens: ${known.join(', ')}`,
    });
  return names.length === 0 ? known : known.filter((golden) => names.some((name) => matchesGlob(name, golden)));
}

const base = { recordings: 0, figures: {}, assertions: 0 } as const;

async function againstOne(name: string, text: string | undefined, request: AgainstRequest): Promise<TargetVerdict> {
  const file = goldenFile(request.goldenFolder, name);
  try {
    const now = await readGolden(request.goldenFolder, name);
    if (text === undefined || now.state === 'missing') {
      const code = text === undefined ? 'golden/new' : 'golden/removed';
      const finding = { code, severity: 'error', target: name, place: { file } } as const;
      return {
        ...base,
        name,
        status: 'violated',
        golden: text === undefined ? 'new' : 'missing',
        goldenFile: file,
        findings: [finding],
      };
    }
    if (text === now.text)
      return {
        ...base,
        name,
        status: 'passed',
        golden: 'same',
        goldenFile: file,
        level: now.golden.level,
        findings: [],
      };
    const before = {
      kind: 'golden',
      file: `${request.ref}:${file}`,
      ...parseGoldenText(text, `${request.ref}:${file}`),
    } as const;
    return { ...compareTwo(name, before, { kind: 'golden', ...now }), goldenFile: file };
  } catch (error) {
    if (!isTraceGateError(error)) throw error;
    return {
      ...base,
      name,
      status: 'golden',
      golden: 'unreadable',
      goldenFile: file,
      findings: [],
      problem: problemOf(error),
    };
  }
}

/** As the store lists them: what else lies in the folder is no golden. */
const validName = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The accepted goldens of the working tree against those of a commit. Throws E_USAGE for an unknown ref or name. */
export async function diffAgainst(request: AgainstRequest): Promise<Verdict> {
  const { directory, goldenFolder } = request;
  const commit = await resolveCommit(directory, request.ref);
  const folder = basename(goldenFolder);
  const then = (await filesAtCommit(directory, commit, folder))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.pending.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => validName.test(name));
  const known = [...new Set([...(await listGoldens(goldenFolder)), ...then])].sort();
  const targets: TargetVerdict[] = [];
  for (const name of select(known, request)) {
    const text = then.includes(name) ? await textAtCommit(directory, commit, `${folder}/${name}.json`) : undefined;
    targets.push(await againstOne(name, text, request));
  }
  return verdictOf(
    targets,
    known.length === 0 ? [`there are no goldens, neither in ${goldenFolder} nor at ${request.ref}`] : [],
  );
}
