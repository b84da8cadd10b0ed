/**
 * Measures on this machine, as busy as it is, how often `trace-gate bench duet` is right: of a program against itself none may fail, of a program against itself with 8 % more work nearly all
 * must. Prints the counts; exit code 1 where they are not reached. CONTRIBUTING.md has what it printed.
 *
 * Use: node scripts/check-duet.mjs [--rounds 50] [--more 8] [--burners 0]     Needs `npm run build` and a C compiler. --burners: busy loops that run beside it.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    more: { type: 'string', default: '8' },
    burners: { type: 'string', default: '0' },
  },
});
const rounds = Number(values.rounds);
const cli = fileURLToPath(new URL('../bin/trace-gate.js', import.meta.url));

/** The same computation every time, as much as is asked for: about 60 ms for 3,000. */
const source = `#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv) {
    static uint32_t table[1 << 12];
    uint64_t x = 88172645463325252u;
    for (long left = argc > 1 ? atol(argv[1]) * 10000 : 0; left > 0; left--) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        table[x & 4095] += (uint32_t)(x >> 32);
    }
    printf("%u\\n", table[7]);
}
`;

const folder = mkdtempSync(join(tmpdir(), 'trace-gate-duet-'));
const burners = [];

/** The report of one duet. */
function duet(...args) {
  try {
    return JSON.parse(execFileSync(process.execPath, [cli, 'bench', 'duet', '--json', ...args], { cwd: folder }));
  } catch (error) {
    if (error.status !== 1) throw error;
    return JSON.parse(error.stdout);
  }
}

function check(title, passes, ...args) {
  const verdicts = {};
  const widths = [];
  const measures = {};
  let again = 0;
  const start = performance.now();
  for (let round = 0; round < rounds; round++) {
    const [{ verdict, measure, ratio, low, high, confirmed }] = duet(...args).comparisons;
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    measures[measure] = (measures[measure] ?? 0) + 1;
    again += confirmed === undefined ? 0 : 1;
    widths.push((high - low) / 2 / ratio);
  }
  const failed = verdicts.FAIL ?? 0;
  const width = widths.sort((a, b) => a - b)[widths.length >> 1] ?? NaN;
  console.log(
    `${title}: ${failed} of ${rounds} fail (${JSON.stringify(verdicts)}); by ${JSON.stringify(measures)}; half of the interval ±${(100 * width).toFixed(2)} % (median); ` +
      `${again} measured again; ${((performance.now() - start) / rounds / 1000).toFixed(1)} s each`,
  );
  return passes(failed);
}

try {
  const [file, program] = [join(folder, 'work.c'), join(folder, 'work')];
  writeFileSync(file, source);
  execFileSync('cc', ['-O2', '-o', program, file], { stdio: 'inherit' });
  for (let burner = 0; burner < Number(values.burners); burner++)
    burners.push(spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }));
  const load = () => loadavg()[0].toFixed(1);
  console.log(`${values.burners} busy loops beside it; load ${load()}`);
  const same = check('against itself', (failed) => failed === 0, '--aa', '--', './work', '3000');
  const more = String(Math.round(3000 * (1 + Number(values.more) / 100)));
  const slower = check(
    `${values.more} % more work`,
    (failed) => failed >= 0.96 * rounds,
    '--',
    './work',
    '3000',
    '--',
    './work',
    more,
  );
  console.log(`load ${load()} at the end`);
  process.exitCode = same && slower ? 0 : 1;
} finally {
  for (const burner of burners) burner.kill();
  rmSync(folder, { recursive: true, force: true });
}
