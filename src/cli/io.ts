/** What the command line touches of the outside, so that main is a function of it. */
export interface Io {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

const ciVariables = ['TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TEAMCITY_VERSION', 'BUILDKITE'];

/** `CI` set and not false, 0 or empty, or a variable of a known service. */
export function isCi(env: Io['env']): boolean {
  const ci = env['CI'];
  if (ci !== undefined && !['', '0', 'false'].includes(ci.toLowerCase())) return true;
  return ciVariables.some((name) => env[name] !== undefined && env[name] !== '');
}

/** Colour: asked for, or on a terminal unless NO_COLOR; FORCE_COLOR counts as asked (https://no-color.org, https://force-color.org). */
export function wantsColor(asked: boolean | undefined, io: Io): boolean {
  if (asked !== undefined) return asked;
  if (io.env['NO_COLOR']) return false;
  if (io.env['FORCE_COLOR'] && io.env['FORCE_COLOR'] !== '0') return true;
  return io.stdout.isTTY === true && io.env['TERM'] !== 'dumb';
}

export function widthOf(io: Io): number {
  return io.stdout.columns ?? 100;
}
