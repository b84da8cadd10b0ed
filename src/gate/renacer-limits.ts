import type { BackendLimit } from '../model/trace.js';

/** What renacer never shows, whatever is recorded: see CONTRIBUTING.md, "The renacer backend". */
export const renacerLimits: readonly BackendLimit[] = ['arguments', 'children', 'numbers', 'signals', 'start'];

/** What its JSON can't say of any trace. */
export const renacerFormatLimits: readonly BackendLimit[] = ['arguments', 'signals', 'start'];
