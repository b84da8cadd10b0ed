/**
 * What renacer's own tests say of its assertions, where it means something: with real figures in place of its placeholders. Where we depart, the
 * case says what we answer and why.
 */
import { test } from 'tap';
import { detectors } from '../../src/assert/detectors.js';
import { evaluateAssertion } from '../../src/assert/registry.js';
import { readConfig } from '../../src/config/read-config.js';
import type { Measurements } from '../../src/model/measurements.js';
import { act, activityOf, activityOfProcesses, processOf, times } from './activity.js';
import { assertionsOfEachType, measured, recording, timing } from './measured.js';

const { critical_path: path, span_count: spans, memory_usage: memory } = assertionsOfEachType;
const stateOf = (assertion: Parameters<typeof evaluateAssertion>[0], parts: Partial<Measurements>): string =>
  evaluateAssertion(assertion, measured(parts)).state;
const took = (ms: number): Partial<Measurements> => ({ timings: [timing(ms * 1e6)] });
const calls = (figures: Readonly<Record<string, number>>, allocated?: number): Partial<Measurements> => ({
  recordings: [recording(figures, allocated)],
});

test('critical_path of 100 ms', (t) => {
  t.equal(stateOf(path, took(50)), 'passed');
  t.equal(stateOf(path, took(150)), 'violated');
  t.equal(stateOf(path, took(5 + 30 + 10 + 1)), 'passed');
  t.equal(stateOf(path, took(120)), 'violated');
  t.equal(stateOf(path, {}), 'not-evaluated', 'departure: nothing measured is not 0 ms, and does not pass');
  t.equal(stateOf(path, took(100.999999)), 'violated', 'departure: milliseconds are not rounded down');
  t.equal(stateOf({ ...path, enabled: false }, took(150)), 'disabled', 'departure: not "passed"');
  t.end();
});

test('span_count of 100', (t) => {
  const of100 = { ...spans, maxSpans: 100 };
  t.equal(stateOf(of100, calls({ write: 50 })), 'passed');
  t.equal(stateOf(of100, calls({ write: 150 })), 'violated');
  t.end();
});

test('memory_usage', (t) => {
  t.equal(stateOf({ ...memory, maxBytes: 1_000_000 }, calls({ write: 1, read: 1 }, 0)), 'passed');
  t.equal(stateOf({ ...memory, maxBytes: 10_000 }, calls({ mmap: 1 }, 4096)), 'passed');
  t.equal(stateOf({ ...memory, maxBytes: 1000 }, calls({ mmap: 10 }, 40_960)), 'violated');
  t.equal(
    stateOf({ ...memory, maxBytes: 10_000 }, calls({ mmap: 1 }, 1e9)),
    'violated',
    'departure: one large mapping is not 4096 bytes',
  );
  t.end();
});

test('a failed assertion fails nothing with fail_on_violation = false', (t) => {
  for (const [severity, text] of [
    ['warn', 'warning only'],
    ['error', 'fails'],
  ] as const)
    t.match(evaluateAssertion({ ...path, severity }, measured(took(150))), { finding: { severity } }, text);
  t.end();
});

test('God process: one of several that does nearly everything', (t) => {
  const shares = (...counts: number[]) =>
    detectors.GodProcess(
      activityOfProcesses(
        counts.map((count, index) =>
          processOf(
            times(count, () => act('getpid')),
            { process: `0.${index}` },
          ),
        ),
      ),
      { devices: [] },
    )[0]?.confidence ?? 0;
  t.ok(shares(900, 30, 20) > 0.8, '94.7 %');
  t.ok(shares(50, 30, 20) < 0.5);
  t.ok(shares(50, 30, 40, 20) < 0.3);
  t.end();
});

test('tight loop', (t) => {
  const confidence = (rounds: number): number =>
    detectors.TightLoop(activityOf([act('close'), ...times(rounds, () => act('read', { object: '$CWD/a', fd: 3 }))]), {
      devices: [],
    })[0]?.confidence ?? 0;
  t.ok(confidence(15_000) > 0.99);
  t.ok(confidence(999) >= 0.9, 'its limit of 1,000 in a row is a confidence of 0.9');
  t.ok(confidence(998) < 0.9);
  t.end();
});

test('its configuration files', async (t) => {
  const load = async (text: string) => {
    const folder = t.testdir({ 'renacer.toml': text });
    return (await readConfig(`${folder}/renacer.toml`)).config;
  };
  const table = (name: string, keys = '') =>
    `[[assertion]]\nname = "${name}"\ntype = "critical_path"\nmax_duration_ms = 10\n${keys}\n`;
  const target = '[[target]]\nname = "a"\ncommand = ["true"]\n';
  const three = await load(
    target + table('a') + table('b', 'enabled = false') + table('c', 'fail_on_violation = false'),
  );
  t.equal(three.assertions.filter(({ enabled }) => enabled).length, 2);
  t.equal(three.assertions.filter(({ enabled, severity }) => enabled && severity === 'error').length, 1);
  await t.rejects(load('[[assertion'), { code: 'E_CONFIG' });
  await t.rejects(load(`${target}[[assertion]]\nname = "a"\ntype = "critical_path"\n`), { code: 'E_CONFIG' });
  const { assertions } = await load(
    `${target}[[assertion]]\nname = "a"\ntype = "anti_pattern"\npattern = "PCIeBottleneck"\nthreshold = 0.7\n`,
  );
  t.match(assertions, [{ pattern: 'PcieBottleneck' }], 'departure: both spellings are known');
});
