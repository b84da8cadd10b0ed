/** A program's project folder: written from its definition, copied to other places, changed. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './cli.mjs';

/** Where install.sh puts what is no package of the system. */
export const toolsFolder = fileURLToPath(new URL('../../build/score-tools', import.meta.url));

/** `@tools@` stands for that folder, anywhere in a program's definition. */
export function withTools(value) {
  if (typeof value === 'string') return value.replaceAll('@tools@', toolsFolder);
  if (Array.isArray(value)) return value.map(withTools);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withTools(inner)]));
}

/** JSON's strings, numbers and arrays are TOML's, too; tables are written inline. */
function tomlValue(value) {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  if (typeof value === 'object')
    return `{ ${Object.entries(value)
      .map(([k, v]) => `${k} = ${tomlValue(v)}`)
      .join(', ')} }`;
  return JSON.stringify(value);
}

function renderConfig(name, target) {
  const lines = Object.entries({ name, ...target }).map(([key, value]) => `${key} = ${tomlValue(value)}`);
  return `[[target]]\n${lines.join('\n')}\n`;
}

/** Files in the order of their names: on some file systems a folder is listed in the order of creation. */
function writeFiles(folder, files) {
  for (const name of Object.keys(files).sort()) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, files[name]);
    if (files[name].startsWith('#!')) chmodSync(file, 0o755);
  }
}

/** Replaces text that must be there exactly once, so that a change never silently changes nothing. */
function editFile(folder, { file, from, to }) {
  const place = path.join(folder, file);
  const parts = readFileSync(place, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file}: '${from}' occurs ${parts.length - 1} times`);
  writeFileSync(place, parts.join(to));
}

/** Gives every file an old time: a build or git must not see files as new only because the score wrote them. */
function ageFiles(folder) {
  const old = new Date('2024-05-05T05:05:05Z');
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) utimesSync(path.join(entry.parentPath ?? entry.path, entry.name), old, old);
  }
}

export async function createProject(folder, program) {
  mkdirSync(folder, { recursive: true });
  writeFiles(folder, program.files ?? {});
  writeFileSync(path.join(folder, 'renacer.toml'), renderConfig(program.name, program.target));
  ageFiles(folder);
  for (const words of program.prepare ?? []) await mustRun(words, folder, program.prepareEnv);
}

/** Turns a project into one whose program behaves in another way; its golden stays. */
export async function changeProject(folder, program, change) {
  for (const name of change.remove ?? []) rmSync(path.join(folder, name), { recursive: true });
  writeFiles(folder, change.files ?? {});
  for (const edit of change.edit ?? []) editFile(folder, edit);
  writeFileSync(path.join(folder, 'renacer.toml'), renderConfig(program.name, { ...program.target, ...change.target }));
  for (const words of change.prepare ?? program.rebuild ?? []) await mustRun(words, folder, program.prepareEnv);
}

/** A copy with the same times and modes, written in the order of names, so that listing it gives the same order. */
export function copyProject(from, to) {
  const stat = lstatSync(from);
  if (stat.isDirectory()) {
    mkdirSync(to, { recursive: true });
    for (const name of readdirSync(from).sort()) copyProject(path.join(from, name), path.join(to, name));
    chmodSync(to, stat.mode & 0o7777);
    utimesSync(to, stat.atime, stat.mtime);
  } else if (stat.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    lutimesSync(to, stat.atime, stat.mtime);
  } else {
    copyFileSync(from, to);
    chmodSync(to, stat.mode & 0o7777);
    utimesSync(to, stat.atime, stat.mtime);
  }
}

export function chownTree(place, { uid, gid }) {
  lchownSync(place, uid, gid);
  if (lstatSync(place).isDirectory())
    for (const name of readdirSync(place)) chownTree(path.join(place, name), { uid, gid });
}

export function readGolden(project, program) {
  const file = path.join(project, 'golden_traces', `${program.name}.json`);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
