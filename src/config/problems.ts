import type { ConfigPlace, ConfigProblem, ConfigProblemCode, ConfigProblemFacts } from '../model/config.js';

/** Collects what is wrong with a file, so that all of it is told at once. */
export interface Problems {
  readonly error: <C extends ConfigProblemCode>(code: C, place: ConfigPlace, facts: ConfigProblemFacts[C]) => void;
  readonly note: <C extends ConfigProblemCode>(code: C, place: ConfigPlace, facts: ConfigProblemFacts[C]) => void;
  readonly errors: () => readonly ConfigProblem[];
  readonly notes: () => readonly ConfigProblem[];
}

/** An empty collection; its lists come in file order. */
export function collectProblems(): Problems {
  const all: ConfigProblem[] = [];
  const add =
    (severity: ConfigProblem['severity']) =>
    <C extends ConfigProblemCode>(code: C, place: ConfigPlace, facts: ConfigProblemFacts[C]): void => {
      // The compiler can't see that a code and its own facts are one member of the union.
      all.push({ code, severity, place, facts } as ConfigProblem);
    };
  const of = (severity: ConfigProblem['severity']): readonly ConfigProblem[] =>
    all
      .filter((problem) => problem.severity === severity)
      .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return { error: add('error'), note: add('note'), errors: () => of('error'), notes: () => of('note') };
}
