import t from 'tap';
import { folderWith, run } from './command.js';

t.test('without a command: the help, and that one is needed', async (t) => {
  const { code, stdout, stderr } = await run(folderWith(t), []);
  t.equal(code, 2);
  t.equal(stdout, '');
  t.match(stderr, /Commands:[^]*capture[^]*a command is needed/);
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
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(folderWith(t), args);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, message, args.join(' '));
  }
});
