/** Behaviours of several recordings → a golden: the tightest level that holds, and what varied as alternatives. */
import { learn } from '../compare/learn.js';
import { levels, normalizerVersion, type Golden, type Level, type Shape } from '../model/golden.js';
import type { BackendClass, BackendLimit } from '../model/trace.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { shapeOfBehaviour } from '../normalize/shape.js';
import { crowdedFolders, foldersToSummarize } from '../normalize/summarize.js';
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

/** Levels of which a large golden is made shorter by taking folders as one. */
const isLoose = (level: Level): boolean => level === 'objects' || level === 'contract';
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

/** The recordings as a level has them. What one of them has as an object is one in all, also where another project lies below it. */
function shapesAt(level: Level, { behaviours }: CandidateRequest, summarized: readonly string[]): Shape[] {
  const shapes = behaviours.map((behaviour) => shapeOfBehaviour(behaviour, level, { summarized }));
  if (level !== 'objects') return shapes;
  const objects = new Set(shapes.flatMap((shape) => shape.objects.map(({ object }) => object)));
  return behaviours.map((behaviour) => shapeOfBehaviour(behaviour, level, { summarized, objects }));
}

/** Builds the golden of recordings that were normalized together. */
export function candidateGolden(request: CandidateRequest): Golden {
  let { level, reasons } = startLevel(request);
  let summarized: readonly string[] = [];
  for (;;) {
    const shapes = shapesAt(level, request, summarized);
    const libraries = summarized.length === 0 ? crowdedFolders(shapes.map(({ objects }) => objects)) : [];
    if (libraries.length > 0) {
      summarized = libraries;
      continue;
    }
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
    const mayLoosen = request.wanted === 'auto' || isLoose(request.wanted);
    if (lines <= readableLines || !mayLoosen) return golden;
    // From `objects` on folders are summarized: a set would say less of what is left.
    if (next !== undefined && !isLoose(level)) {
      reasons = [...reasons, `over ${readableLines} lines at ${level}`];
      level = next;
      continue;
    }
    const more = foldersToSummarize(learned, readableLines);
    if (more.length === 0) return golden;
    const because = `over ${readableLines} lines: folders are summarized`;
    if (!reasons.includes(because)) reasons = [...reasons, because];
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
    version: 2,
    normalizer: normalizerVersion,
    arch: request.arch,
    backend: request.backend,
    ...(request.limits === undefined ? {} : { limits: request.limits }),
    ...learned,
    reasons: learned.level === 'exact' ? [] : reasons,
    learned: [...new Set(request.behaviours.flatMap(({ learned: names }) => names))].sort(),
    temporary: [...new Set(request.behaviours.flatMap((behaviour) => behaviour.temporary))].sort(),
    ...(summarized.length > 0 ? { summarized } : {}),
  };
}
