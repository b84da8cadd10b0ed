import { test } from 'tap';
import { renderMarkdown } from '../../src/report/markdown.js';
import { call, callBudget, difference, everyChange, everyCode, latency, target, verdict } from './samples.js';

const opens = (name: string, path = '/etc/hosts') =>
  difference('added', {
    target: name,
    place: { file: `golden_traces/${name}.json`, line: 40 },
    after: [call('open', { path, flags: 'O_RDONLY' })],
  });

test('all is well: the verdict and the table', (t) => {
  t.equal(
    renderMarkdown(verdict(0, [target('alpha'), target('beta', { level: 'structure' })])),
    `**✓ 2 targets, 6 assertions, 2 goldens: nothing changed**

| target | level | calls | processes | wall | memory | golden |
| :-- | :-- | --: | --: | --: | --: | :-- |
| \`alpha\` | exact | 87 | 1 | 0.73 ms | 1.9 MB | unchanged |
| \`beta\` | structure | 87 | 1 | 0.73 ms | 1.9 MB | unchanged |
`,
  );
  t.equal(renderMarkdown(verdict(0, [])), '**✓ 0 targets: within budget**\n');
  t.end();
});

test('violated: grouped as in the terminal, with what to do next', (t) => {
  const value = verdict(
    1,
    [
      target('alpha', { status: 'violated', golden: 'differs', findings: [opens('alpha'), latency, callBudget] }),
      target('beta', { status: 'violated', golden: 'differs', findings: [opens('beta')] }),
      target('gamma', { figures: {} }),
    ],
    { notes: ['renacer.toml:3:1: [otlp] has no effect'] },
  );
  t.equal(
    renderMarkdown(value),
    `**✗ 3 targets: 2 violated, 1 passed, 1 warning · exit code 1: the gate is violated**

| target | level | calls | processes | wall | memory | golden |
| :-- | :-- | --: | --: | --: | --: | :-- |
| \`alpha\` | exact | 87 | 1 | 0.73 ms | 1.9 MB | differs |
| \`beta\` | exact | 87 | 1 | 0.73 ms | 1.9 MB | differs |
| \`gamma\` | exact | – | – | – | – | unchanged |

- note: \`renacer.toml:3:1: [otlp] has no effect\`

### 2 targets: \`alpha, beta\`

- ✗ \`opens /etc/hosts (new)\` (\`golden_traces/alpha.json:40\`, \`golden_traces/beta.json:40\`)

### \`alpha\` (golden differs)

- ✗ \`Assertion 'example_startup_latency' FAILED\` (\`renacer.toml:7:1\`)
  - \`Actual: 125ms\`
  - \`Budget: 100ms\`
  - \`Regression: +25%\`
  - \`Runs: 122ms, 125ms, 130ms (the median counts)\`
- ⚠ \`Assertion 'max_syscall_budget' WARNING\` (\`renacer.toml:12:1\`)
  - \`Actual: 612 calls\`
  - \`Budget: 500 calls\`
  - \`Regression: +22%\`
  - \`Evidence: 400 read, 100 write\`
  - \`Why: every call costs a switch\`

### Next

see every difference:

\`\`\`sh
trace-gate diff alpha beta
\`\`\`

if the change is intended:

\`\`\`sh
trace-gate capture alpha beta
\`\`\`

and then:

\`\`\`sh
trace-gate accept alpha beta
\`\`\`
`,
  );
  t.end();
});

test('every code and every change has its line', (t) => {
  const text = renderMarkdown(
    verdict(1, [
      target('codes', { status: 'violated', golden: 'differs', findings: everyCode }),
      target('changes', { status: 'violated', golden: 'differs', findings: everyChange }),
    ]),
  );
  const lines = text.split('\n').filter((line) => /^- (?:✗|⚠|note:) `/.test(line));
  t.equal(lines.length, everyCode.length + everyChange.length);
  t.match(text, '- note: `another environment than the golden was made in: glibc 2.36 → 2.41`');
  t.match(text, '- ⚠ `no longer removes $TMP/lock, seen in 1 of 3 runs`');
  t.end();
});

test('no verdict: the problem with its lines, and the way out', (t) => {
  const problem = {
    code: 'E_BUILD_FAILED',
    message: 'renacer.toml:3:1: its build `make` exited with code 2\nmake: *** No rule for ```x```.\n',
    hint: 'run it by hand: make\nor not at all',
  };
  const parts = { status: 'no-verdict', golden: 'none', recordings: 0, figures: {}, problem } as const;
  t.match(
    renderMarkdown(verdict(3, [target('alpha', parts)])),
    `
### \`alpha\`

- ✗ \`\`renacer.toml:3:1: its build \`make\` exited with code 2\`\`
  \`\`\`\`text
  make: *** No rule for \`\`\`x\`\`\`.
  \`\`\`\`
  - hint: \`run it by hand: make\`
  - \`or not at all\`
`,
  );
  t.end();
});

test('what data holds is neither markup nor a line of its own', (t) => {
  const path = '$CWD/`a`|<b>\n## @someone [x](y) #12';
  const nasty = String.raw`a\|b` + '`|c\nd';
  const text = renderMarkdown(
    verdict(1, [
      target(nasty, { status: 'violated', golden: 'differs', findings: [opens('x', path)] }),
      target('`', { golden: 'none' }),
    ]),
  );
  const [, , , , row = '', tick = ''] = text.split('\n');
  // A cell ends at a pipe with an even number of backslashes before it.
  t.equal(row.match(/(?<!\\)(?:\\\\)*\|/g)?.length, 8, row);
  t.match(row, '| ``' + String.raw`a\\\|b` + '`' + String.raw`\|c\nd` + '`` |');
  t.match(tick, '| `` ` `` |');
  t.match(text, '- ✗ ``opens $CWD/`a`|<b>\\n## @someone [x](y) #12 (new)``');
  for (const line of text.split('\n')) t.notMatch(line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, ''), /[<@[]/, line);
  t.end();
});

test('a report has room in a comment, and says what it leaves out', (t) => {
  const comment = 65_536;
  const many = Array.from({ length: 3000 }, (_, index) =>
    target(`target_${index}`, {
      status: index > 2500 ? 'violated' : 'passed',
      golden: index > 2500 ? 'differs' : 'same',
      findings: index > 2500 ? [opens(`target_${index}`, `$CWD/${index}/${'x'.repeat(4000)}`)] : [],
    }),
  );
  const text = renderMarkdown(verdict(1, many, { notes: Array.from({ length: 99 }, () => 'n'.repeat(5000)) }));
  t.ok(text.length < comment, `${text.length} characters`);
  t.ok(text.length > comment / 2, 'and uses it');
  t.match(text, /^and 2,\d{3} more targets$/m);
  t.match(text, /^and 4\d\d more findings, for which there is no room here$/m);
  t.match(text, /^- and 89 more notes$/m);
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  t.match(rows[0], /target_2501/, 'those that need a person come first');

  const [one] = many.slice(-1);
  const findings = Array.from({ length: 90 }, (_, index) => opens('one', `/${index}`));
  const few = renderMarkdown(
    verdict(1, [{ ...one, ...target('one', { status: 'violated', golden: 'differs', findings }) }]),
  );
  t.match(few, /^- and 70 more differences$/m);
  t.end();
});
