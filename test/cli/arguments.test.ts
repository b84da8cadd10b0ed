import t from 'tap';
import { folderWith, run } from './command.js';

t.test('without a command: the help, and that one is needed', async (t) => {
  const { code, stdout, stderr } = await run(folderWith(t), []);
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, /Commands:[^]*capture[^]*a command is needed/);
});

t.test('a group without a command: its own help', async (t) => {
  for (const args of [['bench'], ['bench', '--', 'cargo', 'bench']]) {
    const { code, stdout, stderr } = await run(folderWith(t), args);
    t.equal(code, 2);
    t.equal(stdout, '');
    t.match(
      stderr,
      /Usage: trace-gate bench[^]*compare[^]*`trace-gate bench` needs a command\n {2}hint: run `trace-gate bench --help`/,
    );
    t.notMatch(stderr, 'outputHelp');
  }
});

t.test('help is no error and lists the exit codes', async (t) => {
  const asked = await run(folderWith(t), ['--help']);
  t.equal(asked.code, 0);
  t.match(asked.stdout, /Exit codes:[^]*128\+n/);
  t.equal((await run(folderWith(t), ['help'])).code, 0);
  t.match((await run(folderWith(t), ['help', 'trace'])).stdout, /fixed environment/);
});

t.test('what is not understood is named', async (t) => {
  const cases: readonly [readonly string[], RegExp][] = [
    [['asser'], /unknown command 'asser'[^]*did you mean assert/],
    [['assert', '--no-such'], /unknown option '--no-such'/],
    [['assert', '--backend', 'dtrace'], /no such backend/],
    [['capture', '--runs', '0'], /whole number/],
    [['pending', '--', 'ls'], /takes no command/],
    [['trace'], /needs a command after/],
    [['assert', '--reporter', 'html'], /no reporter `html`/],
    [['bench', 'compare', '--x'], /unknown option '--x'\n {2}hint: run `trace-gate bench compare --help`/],
    [['bench', 'x'], /unknown command 'x'\n {2}hint: run `trace-gate bench --help`/],
    [['bench', 'list', 'x'], /too many arguments[^]*run `trace-gate bench list --help`/],
    [['bench', 'list', '--', 'x'], /takes no command after `--`\n {2}hint: run `trace-gate bench list --help`/],
    [['bench', 'compare', 'a.json'], /not as `a\.json`\n {2}hint: trace-gate bench compare --current a\.json\n/],
    [['bench', 'compare', 'a', 'b'], /hint: trace-gate bench compare --baseline a --current b\n/],
    [['bench', 'save', '--format', 'criterion-json'], /formats: baseline, criterion, go,/],
    [['assert', '--json', '--reporter', 'markdown'], /markdown and json, can't both go to stdout/],
    [
      ['bench', 'compare', '--reporter', 'terminal', '--reporter', 'junit'],
      /give one of them a file: --reporter junit=FILE/,
    ],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(folderWith(t), args);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, message, args.join(' '));
  }
});
