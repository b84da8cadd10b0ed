/** What keeps `bench` from a verdict: the third part of errors.ts, kept apart for its length. */
import { argv, at, lastLines, placeOf, type Sentences } from './error-words.js';
import type { UnreadBenchmarks } from './model/benchmark.js';
import { exitCodes } from './model/finding.js';

export interface BenchErrorFacts {
  E_BENCH_FORMAT: { readonly file: string; readonly formats: readonly string[] };
  E_BENCH_READ: UnreadBenchmarks;
  /** `file`: where it would be. `command`: what saves one, where that is not `bench save`. */
  E_BENCH_BASELINE: { readonly file: string; readonly command?: string };
  E_LOCKFILE: { readonly file: string; readonly detail: string; readonly line?: number };
  /** A command that should measure. `outcome`: `exited with code 2`. */
  E_BENCH_COMMAND: {
    readonly command: readonly string[];
    readonly outcome: string;
    readonly output: string;
    /** Absent: it ran and failed. */
    readonly why?: 'not started' | 'nothing written';
  };
}

const { noVerdict, golden } = exitCodes;

const commandHints = {
  failed: 'what a benchmark wrote before it failed is a part of a result, and that is never compared',
  'not started': 'is it installed, and along PATH? what only a shell understands needs one: -- sh -c "…"',
  'nothing written': 'what lay there before is of another run: name the file or folder that the command writes',
} as const;

export const benchSentences: { readonly [Code in keyof BenchErrorFacts]: Sentences<BenchErrorFacts[Code]> } = {
  E_BENCH_FORMAT: {
    exitCode: noVerdict,
    message: ({ file }) => `${file} is no result of a benchmark tool that trace-gate knows`,
    hint: ({ formats }) => `formats are told by their content; force one with --format ${formats.join('|')}`,
  },
  E_BENCH_READ: {
    exitCode: noVerdict,
    message: ({ file, line, detail, format = 'any tool' }) =>
      `${at(placeOf(file, line))}${format === 'baseline' ? 'not a whole baseline' : `not a whole result of ${format}`}: ${detail}`,
    hint: ({ file, format, command = 'measure again' }) =>
      format === 'baseline'
        ? `take it from git as it was (git checkout HEAD -- ${file}), or make it anew: ${command}`
        : `${command}, and keep all of it: a part of a result is never compared`,
  },
  E_BENCH_BASELINE: {
    exitCode: golden,
    message: ({ file }) => `there is no baseline: ${file} does not exist`,
    hint: ({ command }) =>
      command === undefined
        ? 'save one on the main branch and commit it: trace-gate bench save -- COMMAND; --allow-missing-baseline passes without one'
        : `save one on the main branch and commit it: ${command}`,
  },
  E_LOCKFILE: {
    exitCode: noVerdict,
    message: ({ file, line, detail }) => `${at(placeOf(file, line))}not a lockfile that can be read: ${detail}`,
    hint: () => 'let its own tool write it anew: cargo generate-lockfile, npm install --package-lock-only, go mod tidy',
  },
  E_BENCH_COMMAND: {
    exitCode: noVerdict,
    message: ({ command, outcome, output }) => `${argv(command)} ${outcome}${lastLines(output)}`,
    hint: ({ why }) => commandHints[why ?? 'failed'],
  },
};
