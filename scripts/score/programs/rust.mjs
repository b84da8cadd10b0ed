import { numbered, source } from './source.mjs';

const data = numbered(6);
const rust = [['rustc', '-O', '-o', 'prog', 'prog.rs']];
const cargo = (...args) => ['@tools@/rust/bin/cargo', 'build', '--offline', '--quiet', ...args];
const crate = {
  'Cargo.toml': '[package]\nname = "small"\nversion = "0.1.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "small"\nversion = "0.1.0"\n',
  'src/main.rs': 'mod words;\n\nfn main() {\n    println!("{}", words::longest("a small crate of two files"));\n}\n',
  'src/words.rs':
    'pub fn longest(text: &str) -> &str {\n    text.split(\' \').max_by_key(|word| word.len()).unwrap_or("")\n}\n',
};
const rg = '@tools@/cargo/bin/rg';
const hyperfine = (...args) => [
  '@tools@/cargo/bin/hyperfine',
  '-N',
  ...args,
  '--export-json',
  'out.json',
  'cat data/f01',
];

export const rustPrograms = [
  {
    name: 'rust-threads',
    needs: ['rustc'],
    files: { ...data, 'prog.rs': source('prog.rs') },
    prepare: rust,
    rebuild: rust,
    target: { command: ['./prog'], setup: ['rm', '-f', 'out.txt'] },
    changes: [
      { what: 'a lost fsync', edit: [{ file: 'prog.rs', from: 'out.sync_all().unwrap();', to: '' }] },
      { what: 'one more file is read', edit: [{ file: 'prog.rs', from: '0..4', to: '0..5' }] },
    ],
  },
  {
    name: 'cargo-build',
    needs: ['@tools@/rust/bin/cargo', 'cc'],
    files: crate,
    target: {
      command: cargo(),
      env: { RUSTC: '@tools@/rust/bin/rustc' },
      setup: ['rm', '-rf', 'target'],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'an optimized build', target: { command: cargo('--release') } },
      {
        what: 'a build script runs first',
        files: { 'build.rs': 'fn main() {\n    println!("cargo:rerun-if-changed=build.rs");\n}\n' },
      },
      {
        what: 'no incremental compilation',
        files: { '.cargo/config.toml': '[build]\nincremental = false\n' },
      },
    ],
  },
  {
    name: 'ripgrep',
    needs: [rg],
    files: {
      ...numbered(12),
      'data/deep/er/notes.txt': 'file notes\n',
      '.ignore': '*.log\n',
      'data/build.log': 'file log\n',
    },
    // As many threads as CPUs else: chosen, as a gate's owner would.
    target: { command: [rg, '-j2', 'file 3', 'data'] },
    changes: [
      { what: 'another option: files are mapped', target: { command: [rg, '-j2', '--mmap', 'file 3', 'data'] } },
      { what: 'ignored files are read, too', target: { command: [rg, '-j2', '--no-ignore', 'file 3', 'data'] } },
      { what: 'one thread, in the order of names', target: { command: [rg, '--sort', 'path', 'file 3', 'data'] } },
      { what: 'another program runs on each file', target: { command: [rg, '-j2', '--pre', 'cat', 'file 3', 'data'] } },
    ],
  },
  {
    name: 'hyperfine',
    needs: ['@tools@/cargo/bin/hyperfine'],
    files: numbered(2),
    target: { command: hyperfine('--warmup', '1', '--runs', '3'), setup: ['rm', '-f', 'out.json'] },
    changes: [
      { what: 'one run more', target: { command: hyperfine('--warmup', '1', '--runs', '4') } },
      {
        what: 'another program runs before each run',
        target: { command: hyperfine('--warmup', '1', '--runs', '3', '--prepare', 'true') },
      },
      {
        what: 'one more file is written',
        target: { command: hyperfine('--warmup', '1', '--runs', '3', '--export-markdown', 'out.md') },
      },
    ],
  },
  {
    name: 'trueno-matrix',
    needs: ['@tools@/trueno/matrix_operations'],
    target: { command: ['@tools@/trueno/matrix_operations'] },
    changes: [
      { what: 'another example', target: { command: ['@tools@/trueno/backend_detection'] } },
      {
        what: 'the result goes to a file, and another program syncs it',
        target: { command: ['sh', '-c', '@tools@/trueno/matrix_operations >out.txt && sync out.txt'] },
      },
    ],
  },
];
