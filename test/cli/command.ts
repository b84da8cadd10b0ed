/** Runs the real command line in a temporary folder, as a user would. */
import { execa } from 'execa';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

const program = fileURLToPath(new URL('../../bin/trace-gate.js', import.meta.url));

/** What the tool takes for CI, and what node or a terminal would add. */
const cleared = ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TEAMCITY_VERSION', 'BUILDKITE'];

/** A folder outside of this repository, which is a project itself: its renacer.toml must not be found. */
export function folderWith(t: Test, files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trace-gate-test-')));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

export interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts it; the caller may send signals. */
export function start(
  cwd: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string } = {},
) {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => ![...cleared, 'FORCE_COLOR', 'NODE_OPTIONS'].includes(name)),
  );
  return execa(process.execPath, [program, ...args], {
    cwd,
    env: { ...inherited, NO_COLOR: '1', ...env },
    extendEnv: false,
    reject: false,
    input,
    stripFinalNewline: false,
  });
}

export async function run(
  cwd: string,
  args: readonly string[],
  options?: { env?: Readonly<Record<string, string>>; input?: string },
): Promise<Outcome> {
  const { exitCode, stdout, stderr } = await start(cwd, args, options);
  return { code: exitCode, stdout, stderr };
}

/** Why tests that record can't run here, or false. */
export function cannotRecord(): string | false {
  if (process.platform !== 'linux') return 'recording needs Linux';
  return spawnSync('strace', ['-V']).error ? 'strace is not installed' : false;
}

/** git in a folder, with a name of its own for commits. */
export function git(cwd: string, ...args: readonly string[]): void {
  const named = ['-c', 'user.name=test', '-c', 'user.email=test@localhost', '-c', 'commit.gpgsign=false'];
  const result = spawnSync('git', [...named, ...args], { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`);
}
