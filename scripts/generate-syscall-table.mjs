#!/usr/bin/env node
/**
 * Writes src/model/syscall-table.ts from two hand-readable files in scripts/data/:
 *
 *   syscalls.tsv         facts of the kernel: names, numbers, argument names; --update extracts them from headers
 *   syscall-classes.tsv  our decisions: class, family and argument kinds of each call; kept by hand
 *
 * The facts are committed, so that the staleness check gives the same answer on a machine with other kernel headers.
 *
 *   node scripts/generate-syscall-table.mjs                write the table
 *   node scripts/generate-syscall-table.mjs --check        exit 1 when the committed table is stale
 *   node scripts/generate-syscall-table.mjs --update ROOT  refresh syscalls.tsv first. ROOT is a folder that two Debian
 *                                                          packages (trixie or newer) were unpacked into with `dpkg -x`:
 *                                                          linux-libc-dev and linux-headers-VERSION-common; `/` where
 *                                                          both are installed. Calls that are new in the headers are then
 *                                                          refused by name until syscall-classes.tsv has a line for them.
 *   --data DIR, --out FILE                                 other places, for tests
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

const classes = ['effect', 'data', 'memory', 'scheduling', 'query', 'plumbing'];
/** Kinds by what the kernel's signature must then say: `*` a pointer, `n` no pointer, `` either (a file position is both). */
const kinds = {
  fd: 'n', dirfd: 'n', path: '*', string: '*', buffer: '', size: '', flags: '', mode: 'n', number: '', pid: 'n',
  signal: 'n', sockaddr: '*', argv: '*', envp: '*', iovec: '*', pointer: '', time: '', offset: '', id: '', handle: '',
}; // prettier-ignore

/** Where the kernel has each architecture's numbers, below usr/lib/linux/uapi. */
const numberHeaders = {
  x86_64: ['x86/asm/unistd_64.h'],
  arm64: ['arm64/asm/unistd_64.h'],
  i386: ['x86/asm/unistd_32.h'],
  arm: ['arm/asm/unistd-eabi.h', 'arm/asm/unistd.h'],
};
const architectures = Object.keys(numberHeaders);

/** Calls whose C function has another name than the call. `*32`, `*64` and `*_time64` fall back to the name without it. */
const functionNames = {
  mmap: 'mmap_pgoff', mmap2: 'mmap_pgoff', _llseek: 'llseek', _newselect: 'select', ugetrlimit: 'getrlimit',
  umount2: 'umount', umount: 'oldumount', readdir: 'old_readdir', arm_sync_file_range: 'sync_file_range2',
}; // prettier-ignore

class Refusal extends Error {}

function readRows(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((text, index) => ({ text, where: `${path}:${index + 1}` }))
    .filter(({ text }) => text.trim() !== '' && !text.startsWith('#'))
    .map(({ text, where }) => ({ where, cells: text.split('\t') }));
}

function readFacts(dataDir) {
  const facts = new Map();
  for (const { cells, where } of readRows(join(dataDir, 'syscalls.tsv'))) {
    const [name, ...rest] = cells;
    if (rest.length !== architectures.length + 1) throw new Refusal(`${where}: expected 6 columns`);
    if (facts.has(name)) throw new Refusal(`${where}: ${name} is there twice`);
    facts.set(name, { numbers: rest.slice(0, -1), signature: rest.at(-1) });
  }
  return facts;
}

/** The signature's arguments, null where the headers have none. */
function signatureArgs(signature) {
  if (signature === '?') return null;
  return signature === 'void' ? [] : signature.split(',');
}

function parseArg(text, name, where) {
  const [argName, kind, extra] = text.split(':');
  if (!kind) throw new Refusal(`${where}: ${name}: argument "${argName}" has no kind`);
  if (!(kind in kinds) || extra !== undefined) throw new Refusal(`${where}: ${name}: "${text}" is not name:kind`);
  return { name: argName, kind };
}

/** A wrong count or a path that is no pointer means that a decision was written beside the wrong argument. */
function checkAgainstSignature(name, args, signature, where) {
  const expected = signatureArgs(signature);
  if (expected === null) return;
  if (args.length !== expected.length) {
    throw new Refusal(
      `${where}: ${name} has ${args.length} arguments, the kernel's has ${expected.length} (${signature})`,
    );
  }
  for (const [index, { name: argName, kind }] of args.entries()) {
    const pointer = expected[index].startsWith('*');
    if (kinds[kind] === '' || pointer === (kinds[kind] === '*')) continue;
    throw new Refusal(`${where}: ${name}: ${argName} can't be a ${kind}, the kernel's argument is ${expected[index]}`);
  }
}

function readDecisions(dataDir, facts) {
  const decisions = new Map();
  for (const { cells, where } of readRows(join(dataDir, 'syscall-classes.tsv'))) {
    const [name, className, family, argText] = cells;
    if (!facts.has(name)) throw new Refusal(`${where}: syscalls.tsv doesn't know ${name}`);
    if (decisions.has(name)) throw new Refusal(`${where}: ${name} is there twice`);
    if (!classes.includes(className)) throw new Refusal(`${where}: ${name} has no class ("${className ?? ''}")`);
    if (!family || !argText) throw new Refusal(`${where}: ${name} lacks its family or its arguments ("-" for none)`);
    const args = argText === '-' ? [] : argText.split(' ').map((text) => parseArg(text, name, where));
    checkAgainstSignature(name, args, facts.get(name).signature, where);
    decisions.set(name, { class: className, family: family === '-' ? name : family, args });
  }
  return decisions;
}

/** A libc that swaps two calls of a family must change neither the class nor what an argument of one name means. */
function checkFamilies(decisions) {
  const firsts = new Map();
  for (const [name, { class: className, family, args }] of decisions) {
    const known = firsts.get(family) ?? { name, className, kindOf: new Map() };
    firsts.set(family, known);
    if (known.className !== className) {
      throw new Refusal(`${name} is ${className}, but ${known.name} of its family ${family} is ${known.className}`);
    }
    for (const arg of args) {
      const kind = known.kindOf.get(arg.name) ?? arg.kind;
      known.kindOf.set(arg.name, kind);
      if (kind !== arg.kind) throw new Refusal(`${name}: ${arg.name} is ${arg.kind}, elsewhere in ${family} ${kind}`);
    }
  }
}

function renderTable(facts, decisions) {
  const missing = [...facts.keys()].filter((name) => !decisions.has(name));
  if (missing.length > 0) throw new Refusal(`syscall-classes.tsv has no class for ${missing.join(', ')}`);
  const lines = [...decisions.entries()]
    .map(([name, spec]) =>
      [name, spec.class, spec.family, ...spec.args.map((arg) => `${arg.name}:${arg.kind}`)].join(' '),
    )
    .sort();
  return `// Written by scripts/generate-syscall-table.mjs from scripts/data/; change those and run it again.
import type { ArgKind, SyscallClass, SyscallSpec } from './syscalls.js';

/** One call a line: its name, class, family and arguments. Text, because the command starts faster when V8 scans one string than ${lines.length} objects. */
const lines = \`${lines.join('\n')}\`;

type Arg = readonly [name: string, kind: ArgKind];

/** Calls share most of their arguments (\`fd:fd\`). */
const knownArgs = new Map<string, Arg>();

function argOf(text: string): Arg {
  let arg = knownArgs.get(text);
  if (arg === undefined) {
    const colon = text.indexOf(':');
    arg = [text.slice(0, colon), text.slice(colon + 1) as ArgKind];
    knownArgs.set(text, arg);
  }
  return arg;
}

function entryOf(line: string): [string, SyscallSpec] {
  const [name, callClass, family, ...args] = line.split(' ') as [string, SyscallClass, string, ...string[]];
  return [name, { name, family, class: callClass, args: args.map(argOf) }];
}

export const syscallTable: ReadonlyMap<string, SyscallSpec> = new Map(lines.split('\\n').map(entryOf));
`;
}

// --update: kernel headers → syscalls.tsv

/** `__NR_read 0`, and 32-bit arm's `(__NR_SYSCALL_BASE + 1)` and private `__ARM_NR_cacheflush`. */
function readNumbers(paths) {
  const text = paths.map((path) => readFileSync(path, 'utf8')).join('\n');
  const numbers = new Map();
  const definition =
    /^#define\s+__(?:ARM_)?NR_(\w+)\s+\(?(?:__(ARM_)?NR_(?:SYSCALL_)?BASE\s*\+\s*)?(0x[\da-f]+|\d+)\)?\s*$/gm;
  for (const [, name, arm, digits] of text.matchAll(definition)) {
    // arch/arm's private calls start at 0xf0000: arch/arm/include/uapi/asm/unistd.h
    if (!/^(OABI_)?SYSCALL_|^(BASE|syscalls)$/.test(name)) numbers.set(name, Number(digits) + (arm ? 0xf0000 : 0));
  }
  for (const [, name, other] of text.matchAll(/^#define\s+__NR_(\w+)\s+__NR_(\w+)\s*$/gm)) {
    if (numbers.has(other)) numbers.set(name, numbers.get(other));
  }
  return numbers;
}

/** `const char __user *filename` → `*filename`; a parameter without a name → `?` or `*?`. */
function renderParameter(text) {
  const words = text.replace(/\b(const|unsigned|struct|union|enum|__user)\b/g, ' ').match(/\w+/g) ?? [];
  const named = words.length > 1 && !['int', 'long'].includes(words.at(-1));
  return `${text.includes('*') ? '*' : ''}${named ? words.at(-1) : '?'}`;
}

/** As a tracer shows it: a 64-bit argument that 32-bit kernels take in two registers is one, one that is ignored is none. */
function shownParameters(parameters) {
  return parameters
    .join(',')
    .replace(/\b(\w+?)_(?:l|low|1),\1_(?:h|high|2)\b/g, '$1')
    .replace(/\b(\w+)_high,\1_low\b/g, '$1')
    .replace(/\bunused\d,/g, '');
}

function readSignatures(path) {
  const signatures = new Map();
  const source = readFileSync(path, 'utf8').replace(/\/\*.*?\*\//gs, '');
  // Where the header has variants by configuration, the last is that of a plain 64-bit kernel.
  for (const [, name, text] of source.matchAll(/asmlinkage\s+\w+(?:\s+\w+)?\s+sys_(\w+)\s*\(([^;]*?)\)\s*;/g)) {
    signatures.set(name, text.trim() === 'void' ? 'void' : shownParameters(text.split(',').map(renderParameter)));
  }
  return signatures;
}

function signatureOf(name, signatures) {
  const candidates = [functionNames[name] ?? name, name.replace(/(_time64|32|64)$/, '')];
  return candidates.map((candidate) => signatures.get(candidate)).find((text) => text !== undefined) ?? '?';
}

function findHeaders(root) {
  const sources = join(root, 'usr/src');
  const kernel = readdirSync(sources).find((name) => /^linux-headers-.*-common$/.test(name));
  if (kernel === undefined) throw new Refusal(`no linux-headers-VERSION-common below ${sources}`);
  return {
    uapi: join(root, 'usr/lib/linux/uapi'),
    kernel: join(sources, kernel),
    version: kernel.replace(/\D*([\d.]+).*/, '$1'),
  };
}

/** Known rows that the headers lack stay: an older or newer kernel may still show them in a trace. */
function updateFacts(dataDir, root) {
  const headers = findHeaders(root);
  const signatures = readSignatures(join(headers.kernel, 'include/linux/syscalls.h'));
  const facts = readFacts(dataDir);
  const tables = Object.values(numberHeaders).map((files) =>
    readNumbers(files.map((file) => join(headers.uapi, file))),
  );
  for (const name of new Set(tables.flatMap((table) => [...table.keys()]))) {
    const numbers = tables.map((table, index) => String(table.get(name) ?? facts.get(name)?.numbers[index] ?? '-'));
    facts.set(name, { numbers, signature: signatureOf(name, signatures) });
  }
  const rows = [...facts].map(([name, { numbers, signature }]) => [name, ...numbers, signature].join('\t')).sort();
  const head = [
    `# System calls of Linux ${headers.version} and before, from its headers: see --update in generate-syscall-table.mjs.`,
    `# The last column: the kernel's argument names, * before a pointer; ? where a name or the whole signature isn't in the headers.`,
    `# name\t${architectures.join('\t')}\targuments`,
  ];
  writeFileSync(join(dataDir, 'syscalls.tsv'), [...head, ...rows, ''].join('\n'));
}

function main() {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean' },
      update: { type: 'string' },
      data: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const dataDir = values.data ?? join(repository, 'scripts/data');
  const out = values.out ?? join(repository, 'src/model/syscall-table.ts');
  if (values.update !== undefined) updateFacts(dataDir, values.update);
  const facts = readFacts(dataDir);
  const decisions = readDecisions(dataDir, facts);
  checkFamilies(decisions);
  const table = renderTable(facts, decisions);
  if (!values.check) writeFileSync(out, table);
  else if (readFileSync(out, 'utf8') !== table) {
    throw new Refusal(`${out} is stale: run node scripts/generate-syscall-table.mjs`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
