/** What the codes of findings mean, for `trace-gate explain CODE`. */
import type { Finding } from '../model/finding.js';

export interface CodeText {
  readonly meaning: string;
  readonly why: string;
  readonly recommendation: string;
}

const text = (meaning: string, why: string, recommendation: string): CodeText => ({ meaning, why, recommendation });

export const findingTexts: Readonly<Record<Finding['code'], CodeText>> = {
  'assertion/violated': text(
    'A limit of renacer.toml does not hold.',
    'Somebody decided on that limit, and the program is beyond it now.',
    'Look at the evidence lines; find what the change does more. Where it has to, raise the limit at the line that is given, in the same pull request.',
  ),
  'pattern/found': text(
    'An anti-pattern was seen with at least the confidence that was asked for.',
    'It costs time, or is unsafe, on another machine than this one at the latest.',
    '`trace-gate explain PATTERN` has its meaning, its formula, and what to do.',
  ),
  'assertion/not-evaluated': text(
    'An assertion says nothing about this target: what it would judge was not there.',
    'That is not the same as holding. Where it should have been there, the run ends without a verdict (exit code 3).',
    'Follow the reason that is given; `optional = true` where a selector may match nothing.',
  ),
  'target/exit-code': text(
    'The target ended in another way than its table says.',
    'What a program does before it fails is no behaviour to compare.',
    'Run its command by hand. Where the code is right, set `exit_code` of the target.',
  ),
  'golden/differs': text(
    'The behaviour differs from the golden, in every recording that was made to confirm it, or in one by something the golden knows nothing of.',
    'This is what the golden is there for: a call, a flag, an order, a file, an endpoint, a process that no code diff shows.',
    'Where it is meant: `trace-gate capture TARGET`, look at `git diff`, `trace-gate accept TARGET`. Where not: the process, the call and the golden’s line are given.',
  ),
  'golden/unstable': text(
    'A difference was seen in some of the recordings only.',
    'The program does not do the same every time; the golden was captured when it happened not to show.',
    'Capture again with more recordings (`--runs 9`), or compare less tightly (`level = "structure"`). `--strict` makes it fail.',
  ),
  'golden/missing': text(
    'The target has no golden.',
    'Without one nothing is compared, and a gate that compares nothing must not pass.',
    '`trace-gate capture TARGET` and commit golden_traces/; or `golden = false` for budgets alone.',
  ),
  'golden/pending': text(
    'A capture that differs from the golden waits for a person.',
    'A golden that accepts itself accepts everything.',
    '`trace-gate diff TARGET`, then `trace-gate accept TARGET` or `trace-gate reject TARGET`.',
  ),
  'golden/unreferenced': text(
    'A golden whose target is gone from renacer.toml.',
    'It looks like a check and checks nothing.',
    'Remove the file, or give the target its name back.',
  ),
  'golden/new': text('A golden that the other commit does not have.', 'It was accepted since.', 'Read it once.'),
  'golden/removed': text(
    'A golden of the other commit that is gone.',
    'Whatever it checked is no longer checked.',
    'Make sure that this is meant.',
  ),
  'note/unparsed': text(
    'Parts of the trace could not be read.',
    'They are kept as they are, and nobody knows what they say.',
    'Report them with the line that is given, and the version of what wrote the log.',
  ),
  'note/io-uring': text(
    'The program uses io_uring, whose operations are no system calls.',
    'Files and connections that it opens that way are not in the trace.',
    'Where the program can do without (`UV_USE_IO_URING=0`, liburing’s fallback), gate it that way.',
  ),
  'note/environment': text(
    'The environment differs from the one in which the golden was made: the libc, the kernel, the tracer.',
    'Small differences may come from there.',
    'Capture where the gate runs.',
  ),
  'note/level': text(
    'The golden is compared less tightly than could be.',
    'Recordings differed among themselves, for the reason that is given.',
    'Make the target do the same each time (one thread, a fixed seed), or leave it.',
  ),
  'note/unstable-target': text(
    'The second run of the target differs from its first.',
    'It finds what its first run left behind, so that the golden depends on what ran before.',
    'Remove it in `setup`, or run in `workdir = "copy"`.',
  ),
};
