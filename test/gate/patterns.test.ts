/** Every anti-pattern on a real program that has it, and none on one that does the same work well. */
import path from 'node:path';
import t from 'tap';
import { patternNames } from '../../src/model/patterns.js';
import { cannotRecord, compile, repository, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();

interface Told {
  readonly code: string;
  readonly pattern: string;
  readonly confidence: number;
}

t.test('anti-patterns of real programs', { skip }, async (t) => {
  const folder = t.testdir({});
  compile(path.join(repository, 'test', 'fixtures', 'programs', 'patterns.c'), path.join(folder, 'program'));
  const judge = async (
    args: readonly string[],
  ): Promise<{ readonly code: number | string; readonly told: readonly Told[] }> => {
    const { code, text } = await traceGate(folder, args);
    const { targets } = JSON.parse(text) as { targets: { findings: Told[] }[] };
    return { code, told: (targets[0]?.findings ?? []).filter(({ code }) => code === 'pattern/found') };
  };

  t.strictSame(await judge(['lint', '--json', '--strict', '--', './program', 'well']), { code: 0, told: [] });
  // Its device is configured, see below.
  for (const pattern of patternNames.filter((name) => name !== 'PcieBottleneck')) {
    const { code, told } = await judge(['lint', '--json', '--strict', '--', './program', pattern]);
    t.ok(told.map((each) => each.pattern).includes(pattern), `${pattern}: ${JSON.stringify(told)}`);
    t.equal(code, 1);
  }
  const { code: warned, told: warnings } = await judge(['lint', '--json', '--', './program', 'FsyncStorm']);
  t.match([warned, warnings], [0, [{ severity: 'warn' }]], 'what is found warns');

  const config = (threshold: number, severity = 'error'): string =>
    `[[target]]\nname = "program"\ncommand = ["./program", "PcieBottleneck"]\ngolden = false\n[[assertion]]\nname = "pcie"\ntype = "anti_pattern"\n` +
    `pattern = "PcieBottleneck"\nthreshold = ${threshold}\ndevices = ["/dev/zero"]\nseverity = "${severity}"\n`;
  const assert = async (text: string): ReturnType<typeof judge> => {
    writeFiles(folder, { 'renacer.toml': text });
    return judge(['assert', '--json']);
  };
  const { code, told } = await assert(config(0.3));
  t.equal(code, 1);
  t.equal(told.length, 1);
  const [{ confidence } = { confidence: NaN }] = told;
  t.ok(confidence > 0.3 && confidence < 1, String(confidence));
  t.match(await assert(config(0.3, 'warn')), { code: 0, told: [{ severity: 'warn' }] });
  t.strictSame(await assert(config(1)), { code: 0, told: [] });
});
