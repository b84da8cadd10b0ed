/** Whether timings of two machines can be compared: as far as both say what they were made on. */
import type { BenchMachine, MachineDifference, MachineMatch } from '../model/bench-baseline.js';

const traits = ['cpu', 'cores', 'kernel', 'governor'] as const satisfies readonly (keyof BenchMachine)[];

export function machineDifferences(baseline: BenchMachine, current: BenchMachine): MachineDifference[] {
  return traits.flatMap((what) => {
    const [before, now] = [baseline[what], current[what]];
    if (before === undefined || now === undefined || before === now) return [];
    return [{ what, baseline: String(before), current: String(now) }];
  });
}

/** What one of the two does not know tells nothing, and is no difference: baselines of older tools know the CPU alone, or nothing. */
export function matchMachines(baseline: BenchMachine, current: BenchMachine): MachineMatch {
  if (machineDifferences(baseline, current).length > 0) return 'other';
  return sharedTraits(baseline, current) === 0 ? 'unknown' : 'same';
}

/** How much both know: of two baselines that fit, the one that says more is meant. */
export function sharedTraits(baseline: BenchMachine, current: BenchMachine): number {
  return traits.filter((what) => baseline[what] !== undefined && current[what] !== undefined).length;
}

/** The same text for machines that are the same, as far as is known. */
export function fingerprintText(machine: BenchMachine): string {
  return traits.map((what) => `${what}=${machine[what] ?? ''}`).join('\n');
}
