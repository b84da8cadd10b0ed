import { test } from 'tap';
import { checkNotEmpty } from '../../src/config/check-not-empty.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { matchesGlob, selectAssertions } from '../../src/config/select-assertions.js';
import { notesOf, target } from './problems-of.js';

const cat = '[[target]]\nname = "cat"\ncommand = ["/bin/cat"]\n';
const calls = (name: string, more = ''): string =>
  `[[assertion]]\nname = "${name}"\ntype = "span_count"\nmax_spans = 5\n${more}\n`;
const latency =
  '[[assertion]]\nname = "lat"\ntype = "critical_path"\nmax_duration_ms = 5\ntrace_name_pattern = "^c.t$"\n';
const parse = (text: string) => parseConfig(text, 'renacer.toml').config;

test('globs', (t) => {
  for (const [glob, name, matches] of [
    ['*', 'anything', true],
    ['gpu_*', 'gpu_a', true],
    ['gpu_*', 'agpu_', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['a.c', 'a.c', true],
    ['a-b', 'a-b', true],
  ] as const) {
    t.equal(matchesGlob(glob, name), matches, `${glob} ${name}`);
  }
  t.end();
});

test('an assertion judges the targets that all of its selectors match', (t) => {
  const config = parse(
    `${target}${cat}${calls('all')}${calls('ls', 'applies_to = ["l*"]')}${calls('off', 'enabled = false')}${latency}`,
  );
  const names = (name: string, program: string): string[] =>
    selectAssertions(config, { name, program, golden: true }).map((assertion) => assertion.name);
  t.strictSame(names('ls', 'ls'), ['all', 'ls']);
  t.strictSame(names('cat', '/bin/cat'), ['all', 'lat']);
  t.strictSame(names('other', '/usr/bin/cat'), ['all', 'lat'], 'by the base name of the program');
  t.strictSame(names('other', '/cat/dog'), ['all'], 'not by its folder');
  t.end();
});

test('the pattern of a critical path selects tasks and no targets', (t) => {
  const config = parse(`${target}${cat}${latency.replace('max_dur', 'measure = "critical_path"\nmax_dur')}`);
  for (const name of ['ls', 'cat'])
    t.strictSame(
      selectAssertions(config, { name, program: name, golden: true }).map((assertion) => assertion.name),
      ['lat'],
    );
  const alone = `${target}${latency.replace('max_dur', 'measure = "critical_path"\nmax_dur')}`;
  t.strictSame(notesOf(alone), [], 'it need not match any');
  t.end();
});

const empty = { code: 'E_EMPTY_GATE', exitCode: 2, message: /an empty gate is not a passed gate/ };
const adHoc = { name: 'cat', program: 'cat', golden: false };

test('an empty gate is not a passed gate', (t) => {
  const throws = (text: string, scope?: Parameters<typeof checkNotEmpty>[1]): void => {
    t.throws(() => checkNotEmpty(parse(text), scope), empty, JSON.stringify(text));
  };
  throws('');
  throws(calls('a'));
  throws(`${target}golden = false`);
  throws(`${target}golden = false\n${calls('a', 'enabled = false')}`);
  throws(`${target}golden = false\n${calls('a', 'severity = "off"')}`);
  throws(`${target}golden = false\n${calls('a', 'applies_to = ["x"]\noptional = true')}`);
  throws(target, { adHoc });
  throws(target, { targets: [] });
  const two = parse(`${target}${cat}golden = false`);
  t.throws(() => checkNotEmpty(two, { targets: two.targets.slice(1) }), { ...empty, message: /checks `cat`/ });
  t.end();
});

test('a gate that checks something', (t) => {
  const passes = (text: string, scope?: Parameters<typeof checkNotEmpty>[1]): void => {
    t.doesNotThrow(() => checkNotEmpty(parse(text), scope), JSON.stringify(text));
  };
  passes(target);
  passes(`${target}golden = false\n${calls('a')}`);
  passes(calls('a'), { adHoc });
  passes('', { adHoc: { ...adHoc, golden: true } });
  t.end();
});
