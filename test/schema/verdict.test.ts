import { Ajv } from 'ajv';
import { test } from 'tap';
import type { Verdict } from '../../src/model/verdict.js';
import { renderJson } from '../../src/report/json.js';
import { verdictSchema } from '../../src/schema/verdict.js';
import { everyChange, everyCode, target, verdict } from '../report/samples.js';

const validate = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(verdictSchema);

function mistakes(value: unknown): string[] {
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

const whole = verdict(
  1,
  [
    target('a', { status: 'violated', golden: 'differs', findings: [...everyCode, ...everyChange] }),
    target('b', {
      status: 'no-verdict',
      problem: { code: 'E_NO_STRACE', message: 'strace is not installed', hint: 'install it' },
    }),
  ],
  { notes: ['a table has no effect'] },
);

test('what the reporter writes fits the schema', (t) => {
  t.strictSame(mistakes(JSON.parse(renderJson(whole))), []);
  const states = ['none', 'same', 'new', 'pending', 'differs', 'missing', 'unreadable'] as const;
  const statuses = ['passed', 'violated', 'no-verdict', 'golden'] as const;
  for (const golden of states) t.strictSame(mistakes(verdict(0, [target('a', { golden })])), [], golden);
  for (const status of statuses) t.strictSame(mistakes(verdict(0, [target('a', { status })])), [], status);
  for (const exitCode of [0, 1, 2, 3, 4, 70] as const) t.strictSame(mistakes(verdict(exitCode, [])), [], `${exitCode}`);
  for (const command of ['assert', 'capture', 'diff'] as const)
    t.strictSame(mistakes(verdict(0, [], { command })), [], command);
  t.strictSame(
    mistakes(
      verdict(0, [
        { name: 'bare', status: 'passed', golden: 'none', recordings: 0, figures: {}, assertions: 0, findings: [] },
      ]),
    ),
    [],
  );
  t.end();
});

test('what is no verdict does not', (t) => {
  const [first] = whole.targets;
  const broken: readonly unknown[] = [
    { ...whole, version: 2 },
    { ...whole, exitCode: 5 },
    { ...whole, extra: 1 },
    { ...whole, targets: [{ ...first, status: 'fine' }] },
    { ...whole, targets: [{ ...first, findings: [{ code: 'golden/else' }] }] },
    { ...whole, targets: [{ ...first, findings: [{ ...everyChange[0], before: [{ path: '/x' }] }] }] },
    {
      ...whole,
      targets: [{ ...first, findings: [{ ...everyChange[0], before: [{ call: 'open', path: { a: 1 } }] }] }],
    },
    { ...whole, targets: [{ ...first, problem: { code: 'E_X', message: 'm' } }] },
    { ...whole, targets: undefined } satisfies Omit<Verdict, 'targets'> & { targets: undefined },
  ];
  for (const value of broken)
    t.not(mistakes(JSON.parse(JSON.stringify(value))).length, 0, JSON.stringify(mistakes(value)[0]));
  t.end();
});
