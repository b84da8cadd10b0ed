/**
 * The whole run, on one page: targets built and judged one after another, the store looked over, everything in one verdict.
 */
import type { Measured } from '../assert/measure-values.js';
import type { LintOptions } from '../assert/anti-pattern.js';
import { identityOf, selectAssertions } from '../config/select-assertions.js';
import { writeDerived } from '../golden/derived.js';
import { listGoldens, prepareStore } from '../golden/store.js';
import { readBaselines, writeBaseline } from '../golden/baseline.js';
import type { Assertion, Config, Target } from '../model/config.js';
import { isGoldenMeasure } from '../model/measures.js';
import { exitCodes, type ExitCode } from '../model/finding.js';
import type { Backend } from '../model/trace.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import type { BackendName } from './backends.js';
import { judgeTarget, problemOf } from './judge-target.js';
import { plansOf } from './plan.js';
import { targetBuilder } from '../source/build-target.js';

export interface GateOptions {
  readonly mode: Verdict['command'];
  readonly backend: BackendName;
  readonly ci: boolean;
  readonly strict: boolean;
  readonly runs?: number;
  /** Of the recordings of a capture; absent: each target's own. */
  readonly surroundings?: Target['surroundings'];
  readonly goldenFolder: string;
  /** For what belongs to this machine only: `.trace-gate/`. */
  readonly recordFolder: string;
  /** Every target of the file is judged, so a golden without a target is known to be one. */
  readonly complete: boolean;
  readonly notes: readonly string[];
  /** Files that the verdict will be written to, absolute. */
  readonly reports: readonly string[];
  /** Look for every anti-pattern instead of judging assertions and goldens. */
  readonly lint?: LintOptions;
  readonly progress: (text: string) => void;
  /** Told why a backend that costs the target less did not record. */
  readonly refused: (backend: Backend, why: string) => void;
  /** Told what of the surroundings of a capture could not be changed. */
  readonly unchanged?: (target: string, sentence: string) => void;
  /** Told which files a capture left in the folder of a target. */
  readonly leftovers?: (target: string, files: readonly string[]) => void;
}

function exitCodeOf(targets: readonly TargetVerdict[]): ExitCode {
  const statuses = new Set(targets.map(({ status }) => status));
  if (statuses.has('no-verdict')) return exitCodes.noVerdict;
  if (statuses.has('violated')) return exitCodes.violated;
  return statuses.has('golden') ? exitCodes.golden : exitCodes.passed;
}

/** Goldens that no target claims any more: an error in CI, where nobody would notice that they check nothing. */
async function unreferenced(config: Config, options: GateOptions): Promise<TargetVerdict[]> {
  if (!options.complete || options.mode !== 'assert') return [];
  const known = new Set(config.targets.filter(({ golden }) => golden).map(({ name }) => name));
  const names = (await listGoldens(options.goldenFolder)).filter((name) => !known.has(name));
  return names.map((name) => ({
    name,
    status: options.ci ? 'golden' : 'passed',
    golden: 'none',
    recordings: 0,
    figures: {},
    assertions: 0,
    findings: [
      {
        code: 'golden/unreferenced',
        severity: options.ci ? 'error' : 'warn',
        target: name,
        place: { file: `${options.goldenFolder}/${name}.json` },
      },
    ],
  }));
}

/** What assertions compare with the last capture on this machine. */
function baselineMeasures(assertions: readonly Assertion[]): Measured[] {
  return assertions.flatMap((assertion) => {
    if (assertion.type !== 'delta' || assertion.measure === 'steps' || isGoldenMeasure(assertion.measure)) return [];
    const { measure, syscalls } = assertion;
    return [{ measure, ...(syscalls === undefined ? {} : { syscalls }) }];
  });
}

/** Judges targets and returns the verdict. Throws only for usage, configuration and defects. */
export async function gate(config: Config, targets: readonly Target[], options: GateOptions): Promise<Verdict> {
  const buildOf = targetBuilder(config.directory, options.progress);
  const verdicts: TargetVerdict[] = [];
  const baselines = await readBaselines(options.recordFolder);
  const writes = options.mode === 'capture' && targets.some(({ golden }) => golden);
  if (writes) await prepareStore(options.goldenFolder);
  for (const target of targets) {
    const failure = await buildOf(target);
    if (failure) {
      verdicts.push({
        name: target.name,
        status: 'no-verdict',
        golden: 'none',
        recordings: 0,
        figures: {},
        assertions: 0,
        findings: [],
        problem: problemOf(failure),
      });
      continue;
    }
    const selected = selectAssertions(config, identityOf(target));
    const measures = baselineMeasures(selected);
    const baseline = baselines.get(target.name);
    const verdict = await judgeTarget(target, {
      mode: options.mode,
      backend: options.backend,
      plans: plansOf(target, config.directory),
      // Budgets are judged by assert; capture learns and diff shows.
      assertions: options.mode === 'assert' ? selected : [],
      ...(options.lint ? { lint: options.lint } : {}),
      ...(options.mode === 'capture' && measures.length > 0
        ? { keeps: { measures, write: (values) => writeBaseline(options.recordFolder, target.name, values) } }
        : {}),
      ...(baseline === undefined ? {} : { baseline }),
      redact: config.redact.map(({ pattern }) => pattern),
      goldenFolder: options.goldenFolder,
      strict: options.strict,
      reports: options.reports,
      built: target.build !== undefined,
      progress: options.progress,
      refused: options.refused,
      ...(options.unchanged === undefined ? {} : { unchanged: options.unchanged }),
      ...(options.leftovers === undefined ? {} : { leftovers: options.leftovers }),
      ...(options.runs === undefined ? {} : { runs: options.runs }),
      ...(options.surroundings === undefined ? {} : { surroundings: options.surroundings }),
    });
    verdicts.push(verdict);
  }
  if (writes) await writeDerived(options.goldenFolder);
  verdicts.push(...(await unreferenced(config, options)));
  return {
    format: 'trace-gate/verdict',
    version: 1,
    command: options.mode,
    exitCode: exitCodeOf(verdicts),
    targets: verdicts,
    notes: options.notes,
  };
}
