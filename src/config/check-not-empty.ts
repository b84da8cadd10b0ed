import { TraceGateError } from '../errors.js';
import type { Config, Target, TargetIdentity } from '../model/config.js';
import { identityOf, selectAssertions } from './select-assertions.js';

/** What a run is about to judge. */
export interface GateScope {
  /** Default: every target of the file. */
  readonly targets?: readonly Target[];
  /** The command after `--`. `golden`: `--name` gave it a golden to compare with. */
  readonly adHoc?: TargetIdentity;
}

/** Throws E_EMPTY_GATE when nothing would be checked: no golden is wanted, and no assertion applies. */
export function checkNotEmpty(config: Config, { targets, adHoc }: GateScope = {}): void {
  const chosen = targets ?? (adHoc ? [] : config.targets);
  const judged = [...chosen.map(identityOf), ...(adHoc ? [adHoc] : [])];
  const checked = judged.some((target) => target.golden || selectAssertions(config, target).length > 0);
  if (!checked)
    throw new TraceGateError('E_EMPTY_GATE', { file: config.file, targets: judged.map(({ name }) => name) });
}
