/** One difference, or a group of alike ones, between a golden and a candidate, before a target, a severity and a place are known. */
import type { ChangeKind } from './finding.js';
import type { Step } from './golden.js';

/** A line of a golden: which of its lists, and which element. */
export type GoldenSpot =
  | { readonly list: 'steps'; readonly process: number; readonly index: number }
  | { readonly list: 'pool'; readonly process: number; readonly index: number }
  | { readonly list: 'end'; readonly process: number }
  | { readonly list: 'lives'; readonly object: number; readonly index: number }
  | { readonly list: 'effects' | 'figures' | 'environment' | 'objects' | 'order'; readonly index: number };

export interface Difference {
  readonly change: ChangeKind;
  /** Creation path and program of the process, `0.1 <PATH>/sort`; '' for the whole tree. */
  readonly process: string;
  /** The first steps of the golden's side and of the candidate's. */
  readonly before: readonly Step[];
  readonly after: readonly Step[];
  readonly counts: { readonly before: number; readonly after: number };
  readonly subject?: string;
  readonly novelty: boolean;
  readonly spot?: GoldenSpot;
}
