/** Two lockfiles → what was added, removed, updated. */
import type { LockedPackage, PackageChange } from '../model/bench-deps.js';

const order = ['added', 'updated', 'content', 'removed'] as const;

export function packageChanges(before: readonly LockedPackage[], after: readonly LockedPackage[]): PackageChange[] {
  const [old, now] = [byName(before), byName(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .flatMap((name) => changeOf(name, old.get(name) ?? [], now.get(name) ?? []))
    .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

function byName(packages: readonly LockedPackage[]): Map<string, LockedPackage[]> {
  const named = new Map<string, LockedPackage[]>();
  for (const one of packages) {
    const same = named.get(one.name);
    if (same) same.push(one);
    else named.set(one.name, [one]);
  }
  return named;
}

function changeOf(name: string, old: readonly LockedPackage[], now: readonly LockedPackage[]): PackageChange[] {
  const [before, after] = [versions(old), versions(now)];
  const told = { name, before, after };
  if (before.length === 0) return [{ kind: 'added', ...told }];
  if (after.length === 0) return [{ kind: 'removed', ...told }];
  if (before.join('\n') !== after.join('\n')) return [{ kind: 'updated', ...told }];
  return differs(old, now) ? [{ kind: 'content', ...told }] : [];
}

/** Numbers in their order: 1.10 is after 1.9. */
const versions = (packages: readonly LockedPackage[]): string[] =>
  [...new Set(packages.map(({ version }) => version))].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );

/** A checksum that only one of the two lockfiles has tells nothing. */
function differs(old: readonly LockedPackage[], now: readonly LockedPackage[]): boolean {
  return now.some(({ version, content }) => {
    const same = old.filter((one) => one.version === version && one.content !== undefined);
    return content !== undefined && same.length > 0 && !same.some((one) => one.content === content);
  });
}
