/** What is run under the tracers: everything that it needs is made in a folder of its own, so that it is the same on every machine. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program of this folder, compiled. */
export function compile(folder, name) {
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  const file = join(folder, name);
  const { status, error, stderr } = spawnSync('cc', ['-O2', '-o', file, source, '-pthread'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc could not compile ${name}.c: ${error?.message ?? stderr}`);
  return file;
}

function makeTree(folder, folders, files) {
  for (let index = 0; index < folders; index++) {
    const inner = join(folder, `d${index % 20}`, `e${index}`);
    mkdirSync(inner, { recursive: true });
    for (let file = 0; file < files; file++) writeFileSync(join(inner, `f${file}.txt`), '');
  }
}

function makeRepository(folder) {
  makeTree(folder, 60, 10);
  const git = (...args) => {
    const named = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', '-c', 'commit.gpgsign=false'];
    spawnSync('git', [...named, ...args], { cwd: folder, stdio: 'ignore' });
  };
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'everything');
  writeFileSync(join(folder, 'new.txt'), 'new\n');
}

function makeProject(folder) {
  mkdirSync(folder);
  const names = Array.from({ length: 8 }, (_, index) => `unit${index}`);
  for (const name of names) {
    const includes = ['stdio', 'stdlib', 'string', 'unistd'].map((header) => `#include <${header}.h>\n`).join('');
    writeFileSync(join(folder, `${name}.c`), `${includes}int ${name}(int x) { return printf("%d", x); }\n`);
  }
  const objects = names.map((name) => `${name}.o`).join(' ');
  writeFileSync(join(folder, 'Makefile'), `all: ${objects}\n%.o: %.c\n\tcc -c -o $@ $<\n`);
}

/** The interpreter itself: `python3` may be a script that looks for it. */
function findPython() {
  const { stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return stdout?.trim() || 'python3';
}

/**
 * Name → folder and command. `slow` instead of `command` for tracers that take tens of microseconds a call, which would need minutes: fewer calls,
 * compared with an untraced run of as many.
 */
export function makeWorkloads(root) {
  const at = (name) => join(root, name);
  makeTree(at('tree'), 400, 40);
  makeRepository(at('repository'));
  makeProject(at('project'));
  const threads = compile(root, 'threads');
  const dd = (count) => ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${count}`, 'status=none'];
  return {
    'dd bs=1': { cwd: root, command: dd(200_000), slow: dd(10_000), note: '400,000 calls, slow ones 20,000' },
    'find -size': { cwd: root, command: ['find', 'tree', '-size', '+0'], note: '16,000 files' },
    'git status': { cwd: at('repository'), command: ['git', 'status'], note: '600 files' },
    'python3 import': { cwd: root, command: [findPython(), '-c', 'import json, http.client'], note: '' },
    'make -j2': { cwd: at('project'), command: ['make', '-s', '-B', '-j2'], note: '8 files of C' },
    '4 threads': {
      cwd: root,
      command: [threads, '4', '100000'],
      slow: [threads, '4', '5000'],
      note: '400,000 calls, slow ones 20,000',
    },
  };
}
