/** The machine that benchmarks run on, as far as their timings depend on it. */
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, release } from 'node:os';
import type { BenchMachine } from '../model/bench-baseline.js';

/** https://docs.kernel.org/admin-guide/pm/cpufreq.html; virtual machines mostly have none. */
const governorFile = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

/** Asks the system. */
export async function benchMachine(): Promise<BenchMachine> {
  // ENOENT: nothing in here sets frequencies.
  const governor = await readFile(governorFile, 'utf8').then(
    (text) => text.trim(),
    () => 'none',
  );
  // Some architectures have no name for it.
  const model = cpus()[0]?.model.replace(/\s+/g, ' ').trim() ?? '';
  return {
    ...(model === '' || model === 'unknown' ? {} : { cpu: model }),
    cores: availableParallelism(),
    kernel: /^\d+\.\d+/.exec(release())?.[0] ?? release(),
    governor,
  };
}
