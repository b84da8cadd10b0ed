import type { Random } from './mutants.mjs';

export function randomFrom(seed: number): Random;
