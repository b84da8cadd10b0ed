/** Runs programs without any tracer: one that does not end the same way every time cannot be scored. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { mustRun, runPlain } from './cli.mjs';
import { whyMissing } from './measure.mjs';
import { createProject } from './project.mjs';

/** One run as trace-gate would start it; undefined: it ended as it should. */
async function runOnce({ target }, cwd, home) {
  const env = { HOME: home, LANG: 'C.UTF-8', TZ: 'UTC', ...target.env };
  if (target.setup) {
    const { code, stdout, stderr } = await runPlain(target.setup, cwd, env);
    if (code !== 0) return `setup: exit ${code}\n${stdout}${stderr}`;
  }
  const { code, stdout, stderr } = await runPlain(target.command, cwd, env);
  return code === (target.exit_code ?? 0) ? undefined : `exit ${code}\n${stdout}${stderr}`;
}

/** Returns the exit code of the score. */
export async function runUntraced(programs, count, { work, progress }) {
  let failed = 0;
  for (const program of programs) {
    const missing = await whyMissing(program);
    if (missing) {
      progress(`${program.name}: skipped, ${missing}`);
      continue;
    }
    const project = path.join(work, program.name);
    const home = path.join(work, 'home');
    const problems = [];
    const started = Date.now();
    try {
      await createProject(project, program);
      if (program.target.build) await mustRun(program.target.build, project);
    } catch (error) {
      problems.push(error.message);
    }
    for (let run = 0; run < count && problems.length === 0; run++) {
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home);
      const problem = await runOnce(program, project, home);
      if (problem) problems.push(`run ${run + 1}: ${problem}`);
    }
    if (problems.length > 0) failed += 1;
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    progress(`${program.name}: ${problems.length > 0 ? problems.join('\n') : `${count} runs, ${seconds} s`}`);
    rmSync(project, { recursive: true, force: true });
  }
  return failed > 0 ? 1 : 0;
}
