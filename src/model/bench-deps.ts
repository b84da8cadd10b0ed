/** What a change of lockfiles did to the packages that a program is made of. */
import type { SizeComparison } from './bench-size.js';
import type { ExitCode } from './finding.js';

export const lockfileNames = ['Cargo.lock', 'package-lock.json', 'go.sum'] as const;
/** Names of lockfiles that are not read: that one has changed is told. */
export const otherLockfileNames = [
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'npm-shrinkwrap.json',
  'poetry.lock',
  'uv.lock',
  'Pipfile.lock',
  'Gemfile.lock',
  'composer.lock',
] as const;
export type LockfileName = (typeof lockfileNames)[number];

/** A package that a lockfile pins. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** A checksum of what it holds, where the lockfile has one. */
  readonly content?: string;
}

/** `content`: the same version holds something else. */
export interface PackageChange {
  readonly kind: 'added' | 'removed' | 'updated' | 'content';
  readonly name: string;
  /** Every version before and after; several at once are common. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface LockfileChange {
  readonly file: string;
  /** How many packages there were, a version of one counting as one; absent: there was no such file. */
  readonly before?: number;
  readonly after?: number;
  readonly changes: readonly PackageChange[];
}

export interface DependencyReport {
  /** As it was asked for, or how it was chosen; and the commit that it means. */
  readonly against: { readonly ref: string; readonly commit: string };
  readonly lockfiles: readonly LockfileChange[];
  /** Lockfiles that have changed, of a kind that is not read. */
  readonly unread: readonly string[];
  /** Sizes beside it; absent: none are stored, or none of these files is there. */
  readonly sizes?: SizeComparison;
  /** Files of the stored sizes that are not built. */
  readonly unbuilt: readonly string[];
  readonly exitCode: ExitCode;
}
