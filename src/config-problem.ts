/**
 * The sentences about renacer.toml's problems: the second half of errors.ts, kept apart for its length.
 */
import type { ConfigProblem, ConfigProblemCode, ConfigProblemFacts } from './model/config.js';
import { describePlace } from './model/describe-place.js';
import { nearestName } from './nearest-name.js';

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
export const list = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** "did you mean" for one that is close, the whole list for one that isn't. */
export function suggest(name: string, known: readonly string[], what: string): string {
  return nearestHint(name, known) ?? (known.length === 0 ? `there are no ${what}` : `known ${what}: ${list(known)}`);
}

function nearestHint(name: string, known: readonly string[]): string | undefined {
  const nearest = nearestName(name, known);
  return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`;
}

interface ProblemSentences<Facts> {
  readonly message: (facts: Facts) => string;
  readonly hint?: (facts: Facts) => string | undefined;
}

const problemSentences: { readonly [Code in ConfigProblemCode]: ProblemSentences<ConfigProblemFacts[Code]> } = {
  syntax: { message: ({ detail }) => `not TOML: ${detail}` },
  'unknown-table': {
    message: ({ table }) => `unknown table or key \`${table}\``,
    hint: ({ table, tables, known, elsewhere }) => {
      if (elsewhere.length > 0) return `\`${table}\` belongs to ${elsewhere.join(', ')}`;
      return nearestHint(table, known) ?? `tables: ${tables.join(', ')}`;
    },
  },
  'unknown-key': {
    message: ({ table, key }) => `unknown key \`${key}\` in ${table}`,
    hint: ({ key, known, elsewhere }) =>
      elsewhere.length > 0 ? `\`${key}\` belongs to ${elsewhere.join(', ')}` : suggest(key, known, 'keys'),
  },
  unsupported: {
    message: ({ what }) => `${what} is not yet supported`,
    hint: ({ what }) =>
      `take it out${what.startsWith('[') ? '' : ' or set enabled = false'}: a gate must not pass what it does not check`,
  },
  'wrong-table-kind': {
    message: ({ table }) => `${table} is not how this table is written`,
    hint: ({ wanted }) => `write ${wanted}`,
  },
  'missing-key': { message: ({ table, key }) => `${table} needs the key \`${key}\`` },
  'wrong-type': {
    message: ({ key, expected, got }) => `\`${key}\` must be ${expected.join(' or ')}, not ${got}`,
    hint: ({ expected, got }) => {
      if (!expected.includes('a string'))
        return /^"-?[\d.]+"$/.test(got) ? 'write the number without quotes' : undefined;
      return /^(-?[\d.]+|true|false)$/.test(got) ? `write "${got}"` : undefined;
    },
  },
  'not-one-of': {
    message: ({ key, got }) => `\`${key}\` can't be ${got}`,
    hint: ({ got, known }) => suggest(got.replaceAll('"', ''), known, 'values'),
  },
  'out-of-range': { message: ({ key, got, limit }) => `\`${key}\` must be ${limit}, not ${got}` },
  empty: { message: ({ key }) => `\`${key}\` is empty` },
  'bad-format': { message: ({ key, got }) => `\`${key}\` can't be ${got}`, hint: ({ rule }) => rule },
  'bad-expression': {
    message: ({ expression, detail }) => `\`expression\` is not understood: \`${expression}\`: ${detail}`,
    hint: () => 'for example: expression = "calls(\'openat\') <= 10 && wall < 50 ms"',
  },
  'bad-pattern': {
    message: ({ key, pattern, detail }) => `\`${key}\` is not a valid regular expression: \`${pattern}\`: ${detail}`,
  },
  'unknown-type': {
    message: ({ type }) => `unknown type \`${type}\``,
    hint: ({ type, known }) => {
      const nearest = nearestHint(type, known);
      return `${nearest === undefined ? '' : `${nearest} `}known types: ${list(known)}`;
    },
  },
  'duplicate-target': {
    message: ({ name, first }) => `a second target named \`${name}\`; the first is at ${describePlace(first)}`,
    hint: () => 'a name is the name of a golden; to run one target in several environments, use `variants`',
  },
  'duplicate-assertion': {
    message: ({ name, first }) => `a second assertion named \`${name}\`; the first is at ${describePlace(first)}`,
    hint: () => 'both are checked; reports tell them apart by their lines',
  },
  'template-without-name': {
    message: ({ names }) => `${plural(names.length, 'target')} of one table would run the same command`,
    hint: () => 'write {name} where they differ, e.g. command = ["./build/{name}"]',
  },
  contradiction: {
    message: ({ assertion }) => `assertion \`${assertion}\` has both fail_on_violation = false and severity = "error"`,
    hint: () => 'keep one of them',
  },
  'selects-nothing': {
    message: ({ assertion, key, pattern, of }) =>
      `assertion \`${assertion}\` would check nothing: ${key} \`${pattern}\` matches no ${of === 'target' ? 'target' : 'system call'}`,
    hint: ({ pattern, of, known }) =>
      `${of === 'target' ? suggest(pattern, known, 'targets') : (nearestHint(pattern, known) ?? 'system calls are named as in `man 2 syscalls`')}; \`optional = true\` allows it`,
  },
  'no-such-target': {
    message: ({ target, wantedBy }) => `${wantedBy} is about \`${target}\`, and there is no such target`,
    hint: ({ target, known }) =>
      nearestHint(target, known) ?? `add one: [[target]] name = "${target}", command = ["./path/to/${target}"]`,
  },
  'unknown-syscall': {
    message: ({ syscall }) => `there is no system call \`${syscall}\``,
    hint: ({ syscall, known }) =>
      nearestHint(syscall, known) ?? 'system calls are named as in `man 2 syscalls`; `optional = true` allows it',
  },
  'never-fails': {
    message: ({ assertion, why }) => `assertion \`${assertion}\` would check nothing: ${why}`,
  },
  'compares-no-golden': {
    message: ({ assertion, targets }) =>
      `assertion \`${assertion}\` compares with a golden, and has none to compare with: golden = false in ${list(targets)}`,
  },
  'no-bound': {
    message: ({ assertion }) => `assertion \`${assertion}\` has neither \`max\` nor \`min\``,
    hint: () => 'it would never fail',
  },
  'not-of-calls': {
    message: ({ measure }) => `\`syscall\` has no meaning for measure = "${measure}"`,
    hint: () => 'measures of calls: `calls`, `failed_calls`, `calls_percent`, `time_percent`',
  },
  'golden-elsewhere': {
    message: ({ key, got }) => `\`${key}\` can't be ${got}`,
    hint: ({ expected }) => `goldens are where trace-gate writes them: ${expected}`,
  },
  'ignored-key': { message: ({ key, instead }) => `\`${key}\` has no effect: ${instead}` },
  'ignored-table': { message: ({ table }) => `${table} is known and has no effect here` },
  'unchecked-target': {
    message: ({ target }) => `nothing checks target \`${target}\` but its exit code`,
    hint: () => 'it has golden = false, and no assertion applies to it',
  },
};

/** What is wrong and what to do about it, without the place. */
export function explainProblem(problem: ConfigProblem): { readonly message: string; readonly hint?: string } {
  const { message, hint } = problemSentences[problem.code] as ProblemSentences<ConfigProblem['facts']>;
  const way = hint?.(problem.facts);
  return { message: message(problem.facts), ...(way === undefined ? {} : { hint: way }) };
}

/** One line: `renacer.toml:12:1: unknown key \`max_span\` in [[assertion]]: did you mean \`max_spans\`?` */
export function describeProblem(problem: ConfigProblem): string {
  const { message, hint } = explainProblem(problem);
  return `${describePlace(problem.place)}: ${message}${hint === undefined ? '' : ` — ${hint}`}`;
}
