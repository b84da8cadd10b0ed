/** One suite of cases as JUnit's XML, as Jenkins' schema has it (xunit-plugin, junit-10.xsd). */
import { element } from './xml.js';

export interface JunitCase {
  readonly name: string;
  readonly classname: string;
  /** Absent: passed. */
  readonly outcome?: {
    readonly kind: 'failure' | 'error' | 'skipped';
    readonly type: string;
    readonly message: string;
    readonly text?: string;
  };
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  readonly properties?: readonly { readonly name: string; readonly value: string | number }[];
}

function renderCase({ name, classname, outcome }: JunitCase): string {
  if (!outcome) return element('testcase', { name, classname });
  const { kind, type, message, text } = outcome;
  return element('testcase', { name, classname }, [element(kind, { type, message }, text)]);
}

/** The whole document; ends with a line feed. */
export function renderSuite({ name, cases, properties = [] }: JunitSuite): string {
  const count = (kind: string): number => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const totals = { tests: cases.length, failures: count('failure'), errors: count('error') };
  const facts = properties.map((property) => element('property', { ...property }));
  const suite = element('testsuite', { name, ...totals, skipped: count('skipped') }, [
    ...(facts.length > 0 ? [element('properties', {}, facts)] : []),
    ...cases.map(renderCase),
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: 'trace-gate', ...totals }, [suite]),
    '',
  ].join('\n');
}
