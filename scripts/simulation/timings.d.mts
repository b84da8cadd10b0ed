export interface RandomNumbers {
  readonly uniform: () => number;
  readonly normal: () => number;
}
type Samples = [readonly number[], readonly number[]];

export function randomNumbers(seed: number): RandomNumbers;
export function duet(random: RandomNumbers, effect: number, pairs: number, within?: number): Samples;
export function apart(random: RandomNumbers, effect: number, count: number): Samples;
export function shares(
  seed: number,
  trials: number,
  verdictOf: (random: RandomNumbers) => string,
): Readonly<Partial<Record<string, number>>>;
