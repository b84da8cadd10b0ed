/** What a capture leaves in the folders of its target. */
import { filesIn } from '../source/leftovers.js';
import type { RunPlan } from '../source/surroundings.js';

/** Looks now; gives what has come since when it is asked. */
export async function watchProject(plans: readonly RunPlan[]): Promise<() => Promise<string[]>> {
  // A copy goes with all that is in it.
  const [plan] = plans.filter(({ workdir }) => workdir === 'inplace');
  const look = async (): Promise<ReadonlySet<string> | undefined> => plan && filesIn(plan.cwd, plan.root);
  const before = await look();
  return async () => {
    const after = before && (await look());
    return after ? [...after].filter((file) => !before.has(file)).sort() : [];
  };
}
