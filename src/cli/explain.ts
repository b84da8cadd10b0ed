/** explain: what is demanded of a target, what codes, patterns and measures mean, and where the time of a recording went. */
import { resolve } from 'node:path';
import { identityOf, matchesGlob, selectAssertions } from '../config/select-assertions.js';
import { errorCodes, isTraceGateError, TraceGateError } from '../errors.js';
import { explainError } from '../explain-error.js';
import { explainTraceText } from '../gate/explain-trace.js';
import { readText } from '../gate/read-trace.js';
import { readGolden } from '../golden/store.js';
import type { Target } from '../model/config.js';
import { exitCodes } from '../model/finding.js';
import { nearestName } from '../nearest-name.js';
import { describePath } from '../report/describe-path.js';
import { explainLearned } from '../report/explain-learned.js';
import { explainable, explainName, explainTarget } from '../report/explain.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { openProjectIfAny, redactPatterns, type Project } from './project.js';

/** What its golden has learned; a golden that can't be read is for `assert` to tell. */
async function learnedOf({ goldenFolder }: Project, { name, golden }: Target): Promise<string[]> {
  if (!golden) return [];
  const read = await readGolden(goldenFolder, name).catch((error: unknown) => {
    if (isTraceGateError(error)) return undefined;
    throw error;
  });
  return read?.state === 'read' ? explainLearned(read.golden, `golden_traces/${name}.json`, read.lineOf) : [];
}

async function explain(names: readonly string[], config: string | undefined, io: Io): Promise<number> {
  const wanted = names.length === 0 ? ['*'] : names;
  const texts: string[][] = [];
  let project: Project | undefined;
  for (const name of wanted) {
    const error = errorCodes.find((code) => code === name.toUpperCase());
    const meaning = error ? explainError(error) : explainName(name);
    // A configuration is not needed to ask what a word means, only for targets.
    project ??= meaning ? undefined : await openProjectIfAny(config, io);
    if (!project && names.length === 0) throw new TraceGateError('E_CONFIG_NOT_FOUND', { from: io.cwd });
    const targets = project?.targets.filter((target) => matchesGlob(name, target.name)) ?? [];
    if (meaning) texts.push(meaning);
    else if (project && names.length === 0 && targets.length === 0)
      throw new TraceGateError('E_EMPTY_GATE', { file: project.config.file, targets: [] });
    else if (project && targets.length > 0) {
      for (const target of targets) {
        const selected = selectAssertions(project.config, identityOf(target));
        texts.push([...explainTarget(target, selected), ...(await learnedOf(project, target))]);
      }
    } else {
      const known = [...(project?.targets.map((target) => target.name) ?? []), ...explainable, ...errorCodes];
      const nearest = nearestName(name, known);
      throw new TraceGateError('E_USAGE', {
        detail: `nothing here is called \`${name}\``,
        hint:
          nearest === undefined
            ? 'explain takes a target, a code (golden/differs, E_TIMEOUT), an anti-pattern (TightLoop) or a measure (wall)'
            : `did you mean \`${nearest}\`?`,
      });
    }
  }
  io.stdout.write(`${texts.map((lines) => lines.join('\n')).join('\n\n')}\n`);
  return exitCodes.passed;
}

async function explainTrace(file: string, config: string | undefined, io: Io): Promise<number> {
  const redact = await redactPatterns(config, io);
  const { path, causality } = explainTraceText(await readText(file, resolve(io.cwd, file)), file, redact);
  io.stdout.write(`${describePath(file, path, causality).join('\n')}\n`);
  return exitCodes.passed;
}

interface ExplainOptions extends Common {
  readonly trace?: string;
}

/** Registers explain. */
export function registerExplain({ program, io, takes, noCommand }: Registry): void {
  withCommon(
    program
      .command('explain')
      .description(
        'the limits of a target with their lines, what a code, a pattern or a measure means, or where time went',
      )
      .argument('[name...]', 'targets or globs of them, codes, anti-patterns, measures (default: every target)')
      .option('--trace <file>', 'the critical path of a recording: a trace file, of `trace -o` or `import`'),
  ).action((names: string[], options: ExplainOptions) => {
    noCommand('explain');
    const { trace } = options;
    if (trace !== undefined && names.length > 0)
      throw new TraceGateError('E_USAGE', {
        detail: `explain takes names or --trace, not both: \`${names[0]}\``,
        hint: `trace-gate explain --trace ${trace}`,
      });
    if (trace !== undefined) takes(options, () => explainTrace(trace, options.config, io));
    else takes(options, () => explain(names, options.config, io));
  });
}
