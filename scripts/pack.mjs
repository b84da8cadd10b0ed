#!/usr/bin/env node
/**
 * Makes what is published, as build/npm/*.tgz: trace-gate itself, and for each architecture a package with its launcher and recorder, which npm
 * installs where it fits (`optionalDependencies`, `os`, `cpu`), without an install script and without a compiler.
 * Use: node scripts/pack.mjs [ARCH...]     x86_64, aarch64 (default: this machine's). Needs `npm run build`, and for others a cross compiler.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'build', 'npm');
const cpus = { x86_64: 'x64', aarch64: 'arm64' };
const { version, license, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const run = (command, args, options = {}) =>
  execFileSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...options });
const writeJson = (file, value) => writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
const nameFor = (arch) => `@trace-gate/linux-${cpus[arch]}`;

/** Packs a folder and returns the tarball's name. */
const pack = (folder) => run('npm', ['pack', '--loglevel=error', '--pack-destination', out], { cwd: folder }).trim();

function packNative(arch) {
  const folder = join(out, `linux-${cpus[arch]}`);
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  run('sh', ['scripts/build-native.sh', bin], { env: { ...process.env, ARCH: arch } });
  if (existsSync(join(bin, 'recorder-is-ptrace-only')))
    throw new Error(`the recorder for ${arch} has no eBPF: what is published has`);
  writeJson(join(folder, 'package.json'), {
    name: nameFor(arch),
    version,
    license,
    description: `${description} What records, for Linux on ${cpus[arch]}.`,
    os: ['linux'],
    cpu: [cpus[arch]],
    files: ['bin'],
    // For package managers that keep packages in archives.
    preferUnplugged: true,
  });
  return pack(folder);
}

/** The package itself names the others only here: before they are published no lock file could hold them. */
function packMain(arches) {
  const made = run('npm', ['pack', '--loglevel=error', '--pack-destination', out]).trim();
  run('tar', ['-xzf', join(out, made), '-C', out]);
  const manifest = join(out, 'package', 'package.json');
  writeJson(manifest, {
    ...JSON.parse(readFileSync(manifest, 'utf8')),
    optionalDependencies: Object.fromEntries(arches.map((arch) => [nameFor(arch), version])),
  });
  return pack(join(out, 'package'));
}

const arches = process.argv.length > 2 ? process.argv.slice(2) : [machine()];
for (const arch of arches) if (!(arch in cpus)) throw new Error(`${arch}: x86_64 and aarch64 are known`);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const name of [...arches.map(packNative), packMain(arches)]) console.log(join('build', 'npm', name));
