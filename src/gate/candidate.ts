/** Behaviours of several recordings → a golden: the tightest level that holds, and what varied as alternatives. */
import { learn } from '../compare/learn.js';
import { levels, normalizerVersion, type Golden, type Level, type Shape } from '../model/golden.js';
import type { BackendClass, BackendLimit } from '../model/trace.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { shapeOfBehaviour } from '../normalize/shape.js';
import { foldersToSummarize } from '../normalize/summarize.js';
import { renderGolden } from '../golden/render-golden.js';

/** A golden longer than this is read by nobody (design: normalization, "Size"). */
const readableLines = 2000;

export interface CandidateRequest {
  readonly behaviours: readonly Behaviour[];
  readonly wanted: Level | 'auto';
  readonly arch: string;
  readonly backend: BackendClass;
  /** What the backend never shows. Absent: nothing. */
  readonly limits?: readonly BackendLimit[];
}

const rank = (level: Level): number => levels.indexOf(level);

/** The tightest level that every recording's contents allow, with the reasons. A user's wish goes before it. */
function startLevel({ behaviours, wanted }: CandidateRequest): { level: Level; reasons: string[] } {
  const lowest = behaviours.map(({ ceiling }) => ceiling).reduce((a, b) => (rank(b.level) > rank(a.level) ? b : a));
  if (wanted !== 'auto') return { level: wanted, reasons: wanted === 'exact' ? [] : ['asked for in renacer.toml'] };
  const reasons = new Set(
    behaviours.filter(({ ceiling }) => ceiling.level === lowest.level).flatMap(({ ceiling }) => ceiling.reasons),
  );
  return { level: lowest.level, reasons: [...reasons].sort() };
}

/** Builds the golden of recordings that were normalized together. */
export function candidateGolden(request: CandidateRequest): Golden {
  let { level, reasons } = startLevel(request);
  let summarized: readonly string[] = [];
  for (;;) {
    const shapes = request.behaviours.map((behaviour) => shapeOfBehaviour(behaviour, level, summarized));
    const learned = learn(shapes);
    const next = levels[rank(level) + 1];
    if ('cannot' in learned) {
      if (next === undefined) throw new Error(`recordings can't be merged at ${level}: ${learned.because}`);
      reasons = [...reasons, `recordings differ at ${level}: ${learned.because}`];
      level = next;
      continue;
    }
    const golden = goldenOf(request, learned, reasons, summarized);
    const lines = renderGolden(golden).text.split('\n').length;
    if (lines <= readableLines || (request.wanted !== 'auto' && request.wanted !== 'contract')) return golden;
    if (next !== undefined) {
      reasons = [...reasons, `over ${readableLines} lines at ${level}`];
      level = next;
      continue;
    }
    const more = foldersToSummarize(learned, readableLines);
    if (more.length === 0) return golden;
    if (summarized.length === 0) reasons = [...reasons, `over ${readableLines} lines: folders are summarized`];
    summarized = [...summarized, ...more].sort();
  }
}

function goldenOf(
  request: CandidateRequest,
  learned: Shape,
  reasons: readonly string[],
  summarized: readonly string[],
): Golden {
  return {
    format: 'trace-gate/golden',
    version: 1,
    normalizer: normalizerVersion,
    arch: request.arch,
    backend: request.backend,
    ...(request.limits === undefined ? {} : { limits: request.limits }),
    ...learned,
    reasons: learned.level === 'exact' ? [] : reasons,
    temporary: [...new Set(request.behaviours.flatMap((behaviour) => behaviour.temporary))].sort(),
    ...(summarized.length > 0 ? { summarized } : {}),
  };
}
