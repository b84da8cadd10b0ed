/** Loud in the small: one change of behaviour each, in test/fixtures/programs/small.c, must exit 1 and be named in one line. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { cannotRecord, compile, linesThatMatch, repository, traceGate, writeFiles } from './trial.js';

/** The case in small.c, and the line by which a person recognises the change. */
const cases: readonly (readonly [name: string, line: RegExp])[] = [
  ['lost_cloexec', /data\/f00 without O_CLOEXEC/],
  ['swapped_calls', /fsync.*(after|before).*renam/i],
  ['extra_stat', /stats? .*data\/f\d\d.*(twice|40 → 80)/],
  ['new_file', /opens .*data\/f07.*new/],
  ['new_endpoint', /connects to 127\.0\.0\.1:9\b.*new/],
  ['another_program', /runs \S*\/uname.*new/],
  ['extra_process', /starts a process/],
  ['extra_thread', /start a thread more often \(3 → 4\)/],
  ['lost_fsync', /no longer fsyncs .*out\.tmp/],
  ['failed_open', /data\/f00 fails with EMFILE/],
  ['exit_code', /exits with 3 instead of 0/],
  ['fatal_signal', /killed by SIGSEGV/],
  ['writable_code', /maps memory writable and executable/],
  ['never_closed', /never closes .*data\/f03/],
  ['small_reads', /reads .*data\/f00 in 8,193 calls instead of 3/],
  ['more_memory', /memory 8(\.\d)? MB → 8\d MB/],
];

const source = path.join(repository, 'test', 'fixtures', 'programs', 'small.c');

const config = `[[target]]
name = "program"
command = ["./program"]
setup = ["rm", "-f", "out.txt", "out.tmp"]
`;

function project(folder: string): void {
  const names = Array.from({ length: 40 }, (_, i) => `data/f${String(i).padStart(2, '0')}`);
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, 'x'.repeat(8192)])));
  writeFiles(folder, { 'renacer.toml': config });
}

for (const [name, line] of cases) {
  t.test(name, { skip: cannotRecord() }, async (t) => {
    const folder = t.testdir({});
    project(folder);
    const program = path.join(folder, 'program');
    compile(source, program, `-DCASE=${name}`);
    copyFileSync(program, path.join(folder, 'as-captured'));

    const capture = await traceGate(folder, ['capture']);
    t.equal(capture.code, 0, 'captures', { output: capture.text });

    compile(source, program, `-DCASE=${name}`, '-DCHANGED');
    const changed = await traceGate(folder, ['assert']);
    t.equal(changed.code, 1, 'the change is a violation', { output: changed.text });
    t.ok(linesThatMatch(changed.text, line).length >= 1, `one line matches ${String(line)}`, { output: changed.text });

    copyFileSync(path.join(folder, 'as-captured'), program);
    const restored = await traceGate(folder, ['assert']);
    t.equal(restored.code, 0, 'without the change it is silent', { output: restored.text });
  });
}
