/** Why a recording was not made by the backend that costs the target least. */
import type { Backend } from '../model/trace.js';
import { printable } from './text.js';

/** `why`: the refused backend's own words. */
export function describeRefusal({ class: kind, name }: Backend, why: string): string {
  const used = name === 'recorder' ? kind : name;
  return `recorded with ${used} (${printable(why)}); \`trace-gate doctor\` tells what helps, \`--backend ${used}\` asks for nothing better`;
}
