import { SaxesParser } from 'saxes';
import { test, type Test } from 'tap';
import type { Verdict } from '../../src/model/verdict.js';
import { renderJunit } from '../../src/report/junit.js';
import {
  call,
  callBudget,
  difference,
  everyChange,
  everyCode,
  exitCode,
  goldenState,
  latency,
  target,
  verdict,
} from './samples.js';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Throws for whatever is not well-formed XML 1.0, control characters included. */
function parse(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: { ...attributes }, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last) last.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  const [top] = root.children;
  if (!top) throw new Error('no element');
  return top;
}

/** The part of junit-10.xsd (jenkinsci/xunit-plugin) that is used: which elements may stand where, which attributes they have, which they need. */
const schema: Readonly<
  Record<string, { children: readonly string[]; needs: readonly string[]; may: readonly string[] }>
> = {
  testsuites: { children: ['testsuite'], needs: [], may: ['name', 'time', 'tests', 'failures', 'errors'] },
  testsuite: {
    children: ['properties', 'testcase'],
    needs: ['name', 'tests', 'failures', 'errors'],
    may: ['skipped', 'time', 'timestamp', 'hostname', 'id', 'package', 'file'],
  },
  properties: { children: ['property'], needs: [], may: [] },
  property: { children: [], needs: ['name', 'value'], may: [] },
  testcase: { children: ['skipped', 'error', 'failure'], needs: ['name', 'classname'], may: ['time'] },
  failure: { children: [], needs: ['type', 'message'], may: [] },
  error: { children: [], needs: ['type', 'message'], may: [] },
  skipped: { children: [], needs: ['type', 'message'], may: [] },
};

function problemsOf({ name, attributes, children, text }: Element): string[] {
  const rule = schema[name];
  if (!rule) return [`<${name}> is unknown`];
  const has = Object.keys(attributes);
  return [
    ...rule.needs.filter((key) => !has.includes(key)).map((key) => `<${name}> has no ${key}`),
    ...has.filter((key) => ![...rule.needs, ...rule.may].includes(key)).map((key) => `<${name}> has ${key}`),
    ...children.filter((child) => !rule.children.includes(child.name)).map((child) => `<${child.name}> in <${name}>`),
    ...(rule.children.length > 0 && text.trim() !== '' ? [`text in <${name}>: ${text}`] : []),
    ...children.flatMap(problemsOf),
  ];
}

const casesOf = (root: Element): Element[] =>
  root.children.flatMap(({ children }) => children).filter(({ name }) => name === 'testcase');

/** Checks everything that a reader relies on, and returns `NAME → OUTCOME TYPE: MESSAGE` of each case. */
function check(t: Test, value: Verdict): string[] {
  const xml = renderJunit(value);
  t.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites [^]*<\/testsuites>\n$/);
  const root = parse(xml);
  t.strictSame(problemsOf(root), []);
  t.equal(root.name, 'testsuites');
  t.equal(root.children.length, 1, 'one suite for a run');
  const [suite] = root.children;
  const order = (suite?.children ?? []).map(({ name }) => name);
  t.equal(order.lastIndexOf('properties'), 0, 'properties come first');
  const cases = casesOf(root);
  const count = (kind?: string): string =>
    String(cases.filter(({ children }) => kind === undefined || children[0]?.name === kind).length);
  for (const element of [root, suite]) {
    t.match(element?.attributes, { tests: count(), failures: count('failure'), errors: count('error') });
  }
  t.equal(suite?.attributes['skipped'], count('skipped'));
  const names = cases.map(({ attributes }) => `${attributes['name']}@${attributes['classname']}`);
  t.equal(new Set(names).size, names.length, 'readers drop what has the name of another one');
  return cases.map(({ attributes, children }) => {
    t.ok(children.length <= 1);
    const [outcome] = children;
    const { type, message } = outcome?.attributes ?? {};
    return `${attributes['name']} → ${outcome ? `${outcome.name} ${type}: ${message}` : 'passed'}`;
  });
}

test('what passed', (t) => {
  const value = verdict(0, [target('alpha'), target('beta', { golden: 'none' }), target('gamma', { assertions: 0 })]);
  t.strictSame(check(t, value), [
    'alpha: recording → passed',
    'alpha: golden → passed',
    'alpha: assertions → passed',
    'beta: recording → passed',
    'beta: assertions → passed',
    'gamma: recording → passed',
    'gamma: golden → passed',
  ]);
  check(t, verdict(0, []));
  t.end();
});

test('violated', (t) => {
  const opens = difference('added', { after: [call('open', { path: '/etc/hosts' })] });
  const findings = [opens, difference('removed', { before: [call('sync')] }), exitCode, latency, latency, callBudget];
  const value = verdict(1, [target('alpha', { status: 'violated', golden: 'differs', findings })], {
    notes: ['[otlp] has no effect'],
  });
  t.strictSame(check(t, value), [
    'alpha: recording → failure target/exit-code: exits with 3 instead of 0',
    'alpha: golden → failure golden/differs: opens /etc/hosts (new) and 1 more',
    "alpha: assertion example_startup_latency → failure assertion/violated: Assertion 'example_startup_latency' FAILED",
    "alpha: assertion example_startup_latency (2) → failure assertion/violated: Assertion 'example_startup_latency' FAILED",
    "alpha: assertion max_syscall_budget → skipped assertion/violated: Assertion 'max_syscall_budget' WARNING",
  ]);
  const root = parse(renderJunit(value));
  const [, golden] = casesOf(root);
  t.equal(golden?.attributes['classname'], 'trace-gate.alpha');
  t.equal(
    golden?.children[0]?.text,
    `opens /etc/hosts (new)
  golden_traces/program.json:12
no longer syncs every file system
  golden_traces/program.json:12`,
  );
  t.strictSame(
    root.children[0]?.children[0]?.children.map(({ attributes }) => attributes),
    [
      { name: 'exit code', value: '1' },
      { name: 'note 1', value: '[otlp] has no effect' },
    ],
  );
  t.end();
});

test('no verdict is an error, a golden that needs a person a failure', (t) => {
  const problem = { code: 'E_X', message: 'what\nwhy', hint: 'do it\nthus' };
  const none = { golden: 'none', recordings: 0, figures: {}, assertions: 0 } as const;
  const value = verdict(3, [
    target('alpha', { ...none, status: 'no-verdict', problem }),
    target('beta', { status: 'golden', golden: 'unreadable', problem }),
    target('gamma', { ...none, status: 'golden', problem }),
    target('delta', { status: 'golden', golden: 'missing', findings: [goldenState('golden/missing')] }),
    target('eps', { status: 'golden', golden: 'missing', findings: [goldenState('golden/pending')] }),
    // As capture leaves it.
    target('zeta', {
      status: 'golden',
      golden: 'pending',
      findings: [difference('removed', { severity: 'warn', before: [call('sync')] })],
    }),
    target('eta', { ...none, status: 'golden', findings: [goldenState('golden/unreferenced')] }),
    target('theta', { ...none, findings: [{ ...goldenState('golden/unreferenced'), severity: 'warn' }] }),
  ]);
  t.strictSame(
    check(t, value).filter((line) => !line.endsWith('passed')),
    [
      'alpha: recording → error E_X: what',
      'beta: golden → failure E_X: what',
      'gamma: golden → failure E_X: what',
      'delta: golden → failure golden/missing: has no golden yet',
      'eps: golden → failure golden/pending: a pending golden waits for review',
      'zeta: golden → failure golden/pending: a pending golden waits for review',
      'zeta: golden/differs → skipped golden/differs: no longer syncs every file system',
      'eta: golden → failure golden/unreferenced: this golden belongs to no target',
      'theta: golden/unreferenced → skipped golden/unreferenced: this golden belongs to no target',
    ],
  );
  t.equal(casesOf(parse(renderJunit(value)))[0]?.children[0]?.text, 'what\nwhy\nhint: do it\n  thus');
  t.end();
});

test('every code and every change has its case', (t) => {
  for (const finding of everyCode) {
    const lines = check(t, verdict(1, [target('x', { status: 'violated', findings: [finding] })]));
    t.equal(lines.filter((line) => line.includes(` ${finding.code}: `)).length, 1, finding.code);
  }
  const [, golden] = check(t, verdict(1, [target('x', { golden: 'differs', findings: everyChange })]));
  t.equal(golden, "x: golden → failure golden/differs: runs /bin/sh -c 'exit 1' (new) and 7 more");
  t.end();
});

test('whatever a program calls its files, it is XML', (t) => {
  const path = '</failure>]]>&amp;"\'<!--\u0000\u0007\u001b[31m\n\t\r\ud800\ufffe\uffff\u{10ffff}é';
  const findings = [difference('added', { after: [call('open', { path })] }), { ...latency, assertion: path }];
  const problem = { code: 'E_X', message: path, hint: path };
  const value = verdict(1, [
    target(path, { status: 'violated', golden: 'differs', findings }),
    target('x', { status: 'no-verdict', golden: 'none', problem }),
  ]);
  const [, golden] = check(t, { ...value, notes: [path] });
  t.match(golden, String.raw`</failure>]]>&amp;"'<!--\x00\x07\x1b[31m\n\t\x0d`, 'and says what it is');
  t.match(golden, '\ufffd\ufffd\ufffd\u{10ffff}é (new)');
  t.end();
});
