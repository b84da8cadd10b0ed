/** What measures in a Node project: its own script `bench`, or vitest, run by the package manager whose lockfile is there. */
import { dirname, join } from 'node:path';
import type { BenchTool, Place } from './init-bench-tools.js';
import { textOf } from './init-write.js';

const result = 'bench-result.json';

interface Manager {
  readonly install: readonly string[];
  /** Starts a program that the project has installed. */
  readonly exec: string;
  /** Runs a script of package.json and prints nothing of its own. */
  readonly script: string;
}

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
}

/** One that can't be read says nothing; the package manager will tell. */
function parsed<Kind extends object>(text: string | undefined): Partial<Kind> {
  try {
    return { ...(JSON.parse(text ?? '{}') as Kind) };
  } catch {
    return {};
  }
}

/** The file in the folder or, as in a workspace, in one above it, up to the repository's. */
async function upward({ folder, top }: Place, name: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const text = await textOf(join(at, name));
    if (text !== undefined || at === top || at === dirname(at)) return text;
  }
}

async function managerOf(place: Place): Promise<Manager> {
  const npm = { exec: 'npx', script: 'npm run --silent' };
  if ((await upward(place, 'package-lock.json')) !== undefined) return { install: ['npm ci'], ...npm };
  if ((await upward(place, 'pnpm-lock.yaml')) !== undefined)
    return {
      install: ['corepack enable', 'pnpm install --frozen-lockfile'],
      exec: 'pnpm exec',
      script: 'pnpm --silent run',
    };
  const yarn = await upward(place, 'yarn.lock');
  if (yarn === undefined) return { install: ['npm install'], ...npm };
  // Of version 2 and later: https://yarnpkg.com/migration/guide
  const berry = yarn.includes('\n__metadata:');
  return {
    install: ['corepack enable', `yarn install ${berry ? '--immutable' : '--frozen-lockfile'}`],
    exec: berry ? 'yarn run' : 'yarn --silent run',
    script: berry ? 'yarn run' : 'yarn --silent run',
  };
}

/** The major version of vitest that is, or would be, installed. Undefined: nothing tells. */
async function vitestMajor(place: Place, range: string): Promise<number | undefined> {
  const { packages = {} } = parsed<Lockfile>(await upward(place, 'package-lock.json'));
  const installed = parsed<{ version: string }>(await upward(place, 'node_modules/vitest/package.json'));
  const version = packages['node_modules/vitest']?.version ?? installed.version;
  // A range without an upper end takes what is newest; of several the last is the newest.
  const last = range.split('||').at(-1)?.trim() ?? '';
  const major = /^\d+/.exec(version ?? /^[\^~=v]*(\d.*)$/.exec(last)?.[1] ?? '')?.[0];
  return major === undefined ? undefined : Number(major);
}

/** Whether the version that a file or a range begins with is one that trace-gate runs on. */
function runsTraceGate(version: string): boolean {
  const [, major, minor] = /^[^\d]*(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (major === undefined || version.trim().startsWith('>')) return true;
  return Number(major) > 20 || (Number(major) === 20 && Number(minor ?? 99) >= 19);
}

const longTermSupport = "node-version: '24'";

/** What setup-node is given: what the project says, unless trace-gate does not run on it. */
async function nodeVersion(place: Place, { engines }: Manifest): Promise<Pick<BenchTool, 'node' | 'notes'>> {
  const said: readonly (readonly [file: string, version: string | undefined])[] = [
    ['.nvmrc', await textOf(join(place.folder, '.nvmrc'))],
    ['.node-version', await textOf(join(place.folder, '.node-version'))],
    ['package.json', engines?.['node']],
  ];
  const [file, version] = said.find(([, found]) => found !== undefined) ?? [];
  if (file === undefined || version === undefined) return { node: longTermSupport };
  if (runsTraceGate(version)) return { node: `node-version-file: head/${file}` };
  return {
    node: longTermSupport,
    notes: [`${file} asks for Node ${version.trim()}, the workflow takes 24: trace-gate needs 20.19 or later`],
  };
}

function vitest(major: number | undefined, { exec, install }: Manager): BenchTool {
  // https://vitest.dev/guide/migration: since version 5 benchmarks belong to tests, and their reporters are those of tests.
  const options =
    major !== undefined && major < 5 ? `--outputJson ${result}` : `--reporter json --outputFile ${result}`;
  const command = `${exec} vitest bench --run ${options}`;
  return {
    command,
    result,
    prepare: install,
    benchmark: `${command} >&2 && cat ${result}`,
    ...(major === undefined
      ? { comments: ['Of vitest before version 5: --outputJson FILE instead of the reporter.'] }
      : {}),
  };
}

function script({ install, ...manager }: Manager, there: boolean): BenchTool {
  const command = `${manager.script} bench`;
  const must = 'has to print results that trace-gate knows, as JSON of tinybench or hyperfine';
  return {
    command,
    prepare: install,
    benchmark: command,
    comments: [
      `The script \`bench\` of package.json ${must}.`,
      'Of a tool that writes a file: COMMAND >&2 && cat FILE',
    ],
    notes: [
      there
        ? `the script \`bench\` of package.json ${must}; otherwise change the command in the files above`
        : `package.json has neither vitest nor a script \`bench\`: add one, which ${must}, or change the command in the files above`,
    ],
  };
}

export async function nodeTool(place: Place): Promise<BenchTool> {
  const manifest: Manifest = parsed<Manifest>(await textOf(join(place.folder, 'package.json')));
  const manager = await managerOf(place);
  const { bench } = manifest.scripts ?? {};
  const range = manifest.devDependencies?.['vitest'] ?? manifest.dependencies?.['vitest'];
  const tool =
    range !== undefined && (bench === undefined || bench.includes('vitest'))
      ? vitest(await vitestMajor(place, range), manager)
      : script(manager, bench !== undefined);
  const { node, notes = [] } = await nodeVersion(place, manifest);
  return { ...tool, ...(node === undefined ? {} : { node }), notes: [...(tool.notes ?? []), ...notes] };
}
