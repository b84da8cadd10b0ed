/** Runs the steps of a workflow that init has written, as a runner does: bash -e for each, what they leave in $GITHUB_ENV for the next. */
import { execa } from 'execa';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { folderWith } from './command.js';

const program = fileURLToPath(new URL('../../bin/trace-gate.js', import.meta.url));

/** Value of a key: what stands behind it, or the block below. No more of YAML than our own workflows have. */
function valueAt(lines: readonly string[], at: number): string {
  const [, indent = '', first = ''] = /^([ -]*)[\w-]+: *(.*)$/.exec(lines[at] ?? '') ?? [];
  if (first !== '|') return first.startsWith('"') ? (JSON.parse(first) as string) : first;
  const below = lines.slice(at + 1);
  const end = below.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= indent.length);
  const block = end < 0 ? below : below.slice(0, end);
  const width = Math.min(...block.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return block.map((line) => line.slice(width)).join('\n');
}

interface Workflow {
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly if?: string; readonly run: string }[];
}

export function readWorkflow(text: string): Workflow {
  const lines = text.split('\n');
  const jobs = lines.indexOf('jobs:');
  const entries = lines.slice(lines.indexOf('env:'), jobs).flatMap((line, index) => {
    const name = /^ {2}([A-Z]+):/.exec(line)?.[1];
    return name === undefined ? [] : [[name, valueAt(lines, lines.indexOf('env:') + index)] as const];
  });
  const steps: { if?: string; run: string }[] = [];
  lines.forEach((line, at) => {
    if (at < jobs) return;
    if (line.startsWith('      - ')) steps.push({ run: '' });
    const step = steps.at(-1);
    if (step && /^ {6}[ -] if:/.test(line)) step.if = valueAt(lines, at);
    if (step && /^ {6}[ -] run:/.test(line)) step.run = valueAt(lines, at);
  });
  return { env: Object.fromEntries(entries), steps: steps.filter(({ run }) => run !== '') };
}

interface Job {
  readonly failed: boolean;
  /** What all of them wrote. */
  readonly log: string;
  readonly summary: string;
}

/** Checks `repository` out as actions/checkout does, and runs the workflow with `env` instead of its own values. `npx trace-gate` is this one. */
export async function runWorkflow(
  t: Test,
  repository: string,
  workflow: string,
  env: Readonly<Record<string, string>>,
): Promise<Job> {
  const folder = folderWith(t, { 'temp/env': '', 'temp/summary': '', 'bin/.keep': '' });
  const temp = join(folder, 'temp');
  const workspace = join(folder, 'work');
  mkdirSync(workspace);
  const npx = `#!/bin/sh\nshift 2\nexec '${process.execPath}' '${program}' "$@"\n`;
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 });
  await execa('git', ['clone', '-q', '--depth', '2', `file://${repository}`, join(workspace, 'head')]);
  const written = readWorkflow(readFileSync(join(workspace, 'head', workflow), 'utf8'));
  const left = (): Record<string, string> =>
    Object.fromEntries(
      readFileSync(join(temp, 'env'), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('=') as [string, string]),
    );
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS'));
  let [failed, log] = [false, ''];
  for (const step of written.steps) {
    const vars = { ...written.env, ...env, ...left() } as Readonly<Record<string, string>>;
    const [, variable = '', value] = /^env\.(\w+) == '(.*)'$/.exec(step.if ?? '') ?? [];
    if (step.if === 'always()' ? false : failed || (step.if !== undefined && vars[variable] !== value)) continue;
    const { exitCode, all } = await execa('bash', ['-ec', step.run], {
      cwd: workspace,
      reject: false,
      all: true,
      extendEnv: false,
      env: {
        ...inherited,
        ...vars,
        CI: 'true',
        PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
        RUNNER_TEMP: temp,
        GITHUB_WORKSPACE: workspace,
        GITHUB_ENV: join(temp, 'env'),
        GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      },
    });
    failed ||= exitCode !== 0;
    log += `${all}\n`;
  }
  return { failed, log, summary: readFileSync(join(temp, 'summary'), 'utf8') };
}
