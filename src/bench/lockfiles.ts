/** Lockfiles → the packages that they pin. What is not understood is a Mistake: a part of a lockfile would be fewer packages. */
import type { LockedPackage } from '../model/bench-deps.js';
import { Mistake } from './mistake.js';

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Cargo.lock, read as TOML: `[[package]]` with name, version, and checksum unless it is of this repository. */
export function cargoPackages(document: unknown): LockedPackage[] {
  const packages = isTable(document) ? (document['package'] ?? []) : undefined;
  if (!Array.isArray(packages)) throw new Mistake('it has no list of packages');
  return packages.map((one: unknown) => {
    const { name, version, checksum } = isTable(one) ? one : {};
    if (typeof name !== 'string' || typeof version !== 'string') throw new Mistake('a package has no name or version');
    return { name, version, ...(typeof checksum === 'string' ? { content: checksum } : {}) };
  });
}

/** package-lock.json of npm 7 and later. The root and the workspaces are no dependencies. */
export function npmPackages(document: unknown): LockedPackage[] {
  const packages = isTable(document) ? document['packages'] : undefined;
  if (!isTable(packages))
    throw new Mistake('it has no `packages`: npm install --package-lock-only --lockfile-version 3 writes some');
  return Object.entries(packages).flatMap(([path, one]): LockedPackage[] => {
    const parts = path.split('node_modules/');
    if (!isTable(one)) throw new Mistake(`\`${path}\` is no package`);
    if (parts.length === 1 || one['link'] === true) return [];
    const { name = parts.at(-1), version, resolved, integrity } = one;
    // What comes from git, or a folder, may have no version.
    const known = version ?? resolved;
    if (typeof name !== 'string' || typeof known !== 'string') throw new Mistake(`\`${path}\` has no version`);
    return [{ name, version: known, ...(typeof integrity === 'string' ? { content: integrity } : {}) }];
  });
}

/** go.sum: `MODULE VERSION HASH`. A line whose version ends in /go.mod is of a module that was looked at, and need not be built. */
export function goPackages(text: string): LockedPackage[] {
  return text.split(/\r?\n/).flatMap((line, index): LockedPackage[] => {
    if (line.trim() === '') return [];
    const [, name, version, content] = /^(\S+) (v\S+) (h1:[A-Za-z0-9+/]{43}=)\s*$/.exec(line) ?? [];
    if (name === undefined || version === undefined || content === undefined)
      throw new Mistake('a line with a module, a version and a hash is expected', index + 1);
    return version.endsWith('/go.mod') ? [] : [{ name, version, content }];
  });
}
