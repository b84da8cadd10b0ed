/** The only file here that knows how trace-gate is built inside: recordings → golden, golden and a recording → differences. Needs `npm run build`. */
import { candidateGolden } from '../../dist/gate/candidate.js';
import { knowledgeOf, shapeFor } from '../../dist/gate/judge-golden.js';
import { isTraceText, readTraceText } from '../../dist/gate/read-trace.js';
import { normalizeTogether } from '../../dist/gate/record.js';
import { takenTrace } from '../../dist/gate/trace-document.js';
import { compare } from '../../dist/compare/compare.js';
import { levels } from '../../dist/model/golden.js';
import { syscallSpec } from '../../dist/model/syscalls.js';

export { levels, syscallSpec };

/** A trace file as it was just recorded; undefined where the text is something else. */
export function takeTrace(text, file) {
  return isTraceText(text) ? takenTrace(readTraceText(text, file), []) : undefined;
}

/** The golden of recordings of one command; `wanted`: a level or `auto`. */
export function goldenOf(taken, wanted) {
  const plan = { command: ['program'] };
  const behaviours = normalizeTogether(taken.map((each) => ({ ...each, plan })));
  const { arch, backend } = taken[0].trace;
  return candidateGolden({ behaviours, wanted, arch, backend: backend.class });
}

/** Makes a judge of a golden: a recording → its differences. */
export function judgeOf(golden) {
  const knowledge = knowledgeOf({ golden });
  return (taken) => {
    const [behaviour] = normalizeTogether([taken], knowledge);
    return compare(golden, shapeFor(golden, behaviour));
  };
}
