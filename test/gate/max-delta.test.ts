/** max_delta on a real program: counts against its golden, memory and time against this machine's capture. */
import t from 'tap';
import { cannotRecord, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();

const config = (command: string): string => `
[[target]]
name = "program"
command = ["sh", "-c", '${command}']
[[assertion]]
name = "opens"
type = "limit"
measure = "calls"
syscall = "openat"
max_delta = "20%"
[[assertion]]
name = "written"
type = "limit"
measure = "bytes_written"
max_delta = 100
[[assertion]]
name = "latency"
type = "critical_path"
max_duration_ms = 60000
max_delta = ["100%", "300 ms"]
`;

t.test('max_delta', { skip }, async (t) => {
  const folder = t.testdir({});
  const assert = async (command: string): Promise<readonly string[]> => {
    writeFiles(folder, { 'renacer.toml': config(command) });
    const { text } = await traceGate(folder, ['assert', '--json']);
    const { targets } = JSON.parse(text) as {
      targets: { findings: { code: string; assertion?: string; reason?: string }[] }[];
    };
    return (targets[0]?.findings ?? [])
      .filter(({ code }) => code.startsWith('assertion/'))
      .map(({ assertion, reason }) => `${assertion}${reason === undefined ? '' : `: ${reason}`}`);
  };
  const before = 'cat renacer.toml >/dev/null';
  writeFiles(folder, { 'renacer.toml': config(before) });
  t.match(await traceGate(folder, ['capture']), { code: 0 });
  t.strictSame(await assert(before), [], 'nothing changed');
  t.strictSame(await assert(`${before}; cat renacer.toml renacer.toml`), ['opens', 'written'], 'more of both');
  t.strictSame(await assert(`${before}; sleep 1`), ['latency'], 'what the loader opens is no call of the program');
  writeFiles(folder, { '.trace-gate/baseline.json': '{}' });
  t.strictSame(await assert(before), ['written: no-baseline', 'latency: no-baseline'], 'as in CI');
});
