/**
 * A project in a temporary folder on which tests run the real command line, as a user or a CI job would.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
const cli = path.join(repository, 'bin', 'trace-gate.js');

/** What the tool takes for CI: a test says itself whether it plays a CI job. */
const ciVariables = ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TEAMCITY_VERSION', 'BUILDKITE'];

export interface Outcome {
  /** The exit code; the signal's name when the tool itself was killed. */
  readonly code: number | string;
  /** stdout and stderr, in this order. */
  readonly text: string;
}

/** Why the tests that record cannot run here, or false. */
export function cannotRecord(): string | false {
  if (process.platform !== 'linux') return 'recording needs Linux';
  for (const tool of ['strace', 'gcc']) {
    if (spawnSync(tool, ['--version']).error) return `${tool} is not installed`;
  }
  return false;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
}

/** Runs trace-gate in the folder. Colours and CI come from the test alone. */
export function traceGate(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const surroundings: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  for (const name of [...ciVariables, 'FORCE_COLOR', 'NODE_OPTIONS']) delete surroundings[name];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { ...surroundings, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', text: stdout + stderr }));
  });
}

export function goldenFile(folder: string, name = 'program'): string {
  return path.join(folder, 'golden_traces', `${name}.json`);
}

export function readGolden(folder: string, name = 'program'): string | undefined {
  const file = goldenFile(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** The lines of an output that match, for a test that wants a change named in one line. */
export function linesThatMatch(text: string, pattern: RegExp): readonly string[] {
  return text.split('\n').filter((line) => pattern.test(line));
}

export function compile(source: string, program: string, ...options: readonly string[]): void {
  const built = spawnSync('gcc', ['-O1', '-pthread', ...options, '-o', program, source], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`gcc ${options.join(' ')}: ${built.error?.message ?? built.stderr}`);
}
