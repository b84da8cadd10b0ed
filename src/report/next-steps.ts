/** What a person does next about goldens: the exact command, once for all targets that need it. */
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import { commandText } from './text.js';

/** A line of advice and the command that follows it. */
export interface NextStep {
  readonly text: string;
  readonly command: string;
}

/** More names than this are no help; without names a command takes them all. */
const mostNames = 6;

function command(verb: string, all: string, targets: readonly TargetVerdict[], verdict: Verdict): string {
  const [first] = targets;
  if (first?.adHoc && (verb === 'capture' || verb === 'diff'))
    return `trace-gate ${verb} --name ${commandText([first.name])} -- ${commandText(first.adHoc)}`;
  if (targets.length === verdict.targets.length && targets.length > mostNames) return `trace-gate ${verb}${all}`;
  return targets.map(({ name }) => name).reduce((text, name) => `${text} ${commandText([name])}`, `trace-gate ${verb}`);
}

/** The commands that a verdict calls for, in the order in which they make sense. */
export function nextSteps(verdict: Verdict): NextStep[] {
  // Goldens that were compared as they are stored (`diff A B`, `--against`) wait for nothing.
  const inState = (...states: readonly TargetVerdict['golden'][]): TargetVerdict[] =>
    verdict.targets.filter(
      ({ golden, problem, recordings }) => recordings > 0 && states.includes(golden) && problem === undefined,
    );
  const steps: NextStep[] = [];
  const add = (text: string, verb: string, all: string, targets: readonly TargetVerdict[]): void => {
    if (targets.length > 0) steps.push({ text, command: command(verb, all, targets, verdict) });
  };
  // While a first golden waits for review there is none, and recording another one is not what helps.
  const waits = ({ findings }: TargetVerdict): boolean => findings.some(({ code }) => code === 'golden/pending');
  const missing = inState('missing').filter((target) => !waits(target));
  const differs = inState('differs').filter((target) => !waits(target));
  const pending = inState('pending', 'missing', 'differs').filter(
    (target) => target.golden === 'pending' || waits(target),
  );
  add('record the missing golden:', 'capture', '', missing);
  if (verdict.command !== 'diff') add('see every difference:', 'diff', '', [...differs, ...pending]);
  add('if the change is intended:', 'capture', '', differs);
  add(differs.length > 0 ? 'and then:' : 'if the change is intended:', 'accept', ' --all', [...differs, ...pending]);
  add('if it is not:', 'reject', ' --all', pending);
  const unreferenced = verdict.targets.some(({ findings }) =>
    findings.some(({ code }) => code === 'golden/unreferenced'),
  );
  if (unreferenced) steps.push({ text: 'remove goldens without a target:', command: 'trace-gate prune' });
  return steps;
}
