import type { BackendLimit } from '../model/trace.js';

/** What renacer's JSON can't say, whatever is recorded: see CONTRIBUTING.md, "The renacer backend". */
export const renacerLimits: readonly BackendLimit[] = ['arguments', 'children', 'numbers', 'signals', 'start'];
