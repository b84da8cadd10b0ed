import t from 'tap';
import { cargoPackages, goPackages, npmPackages } from '../../src/bench/lockfiles.js';
import { Mistake } from '../../src/bench/mistake.js';
import { packageChanges } from '../../src/bench/package-changes.js';
import type { LockedPackage } from '../../src/model/bench-deps.js';

/** Why it can't be read, with its line before it. */
function mistake(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Mistake) return `${error.line ?? '–'}: ${error.detail}`;
    throw error;
  }
  throw new Error('it was read');
}

const hash = (letter: string): string => `h1:${letter.repeat(43)}=`;

t.test('Cargo.lock: two versions of one package, and packages of the repository without a checksum', (t) => {
  const document = {
    version: 4,
    package: [
      { name: 'rayon', version: '1.10.0', source: 'registry+https://index', checksum: 'aa', dependencies: ['either'] },
      { name: 'rand', version: '0.8.5', checksum: 'bb' },
      { name: 'rand', version: '0.9.0', checksum: 'cc' },
      { name: 'trueno', version: '0.4.1' },
    ],
  };
  t.same(cargoPackages(document), [
    { name: 'rayon', version: '1.10.0', content: 'aa' },
    { name: 'rand', version: '0.8.5', content: 'bb' },
    { name: 'rand', version: '0.9.0', content: 'cc' },
    { name: 'trueno', version: '0.4.1' },
  ]);
  t.same(cargoPackages({ version: 4 }), [], 'a lockfile of nothing');
  for (const wrong of [null, [], { package: {} }, { package: [{ name: 'a' }] }, { package: [1] }])
    t.match(
      mistake(() => cargoPackages(wrong)),
      /^–: /,
    );
  t.end();
});

t.test('package-lock.json: nested, scoped, aliased, linked, from git; the root and workspaces are none', (t) => {
  const packages = {
    '': { name: 'app', version: '1.0.0' },
    'packages/own': { name: 'own', version: '1.0.0' },
    'node_modules/own': { resolved: 'packages/own', link: true },
    'node_modules/a': { version: '1.2.3', integrity: 'sha512-x', dev: true },
    'node_modules/@scope/b': { version: '2.0.0' },
    'node_modules/a/node_modules/@scope/b': { version: '3.0.0' },
    'packages/own/node_modules/c': { version: '4.0.0' },
    'node_modules/alias': { name: 'real', version: '5.0.0' },
    'node_modules/fromgit': { resolved: 'git+ssh://git@host/x.git#abc' },
  };
  t.same(npmPackages({ lockfileVersion: 3, packages }), [
    { name: 'a', version: '1.2.3', content: 'sha512-x' },
    { name: '@scope/b', version: '2.0.0' },
    { name: '@scope/b', version: '3.0.0' },
    { name: 'c', version: '4.0.0' },
    { name: 'real', version: '5.0.0' },
    { name: 'fromgit', version: 'git+ssh://git@host/x.git#abc' },
  ]);
  t.match(
    mistake(() => npmPackages({ lockfileVersion: 1, dependencies: {} })),
    /--lockfile-version 3/,
  );
  for (const wrong of [
    null,
    { packages: [] },
    { packages: { 'node_modules/a': 1 } },
    { packages: { 'node_modules/a': {} } },
  ])
    t.match(
      mistake(() => npmPackages(wrong)),
      /^–: /,
    );
  t.end();
});

t.test('go.sum: lines of go.mod alone are no packages; what is cut or in conflict is an error with its line', (t) => {
  const lines = [
    `golang.org/x/text v0.3.0 ${hash('a')}`,
    `golang.org/x/text v0.3.0/go.mod ${hash('b')}`,
    `rsc.io/quote v1.5.2/go.mod ${hash('c')}`,
    `github.com/a/b/v2 v2.0.0+incompatible ${hash('d')}`,
    '',
  ];
  t.same(goPackages(lines.join('\n')), [
    { name: 'golang.org/x/text', version: 'v0.3.0', content: hash('a') },
    { name: 'github.com/a/b/v2', version: 'v2.0.0+incompatible', content: hash('d') },
  ]);
  t.equal(goPackages(lines.join('\r\n')).length, 2);
  t.same(goPackages(''), []);
  t.match(
    mistake(() => goPackages(lines.join('\n').slice(0, -3))),
    /^4: /,
  );
  t.match(
    mistake(() => goPackages(`<<<<<<< HEAD\n${lines.join('\n')}`)),
    /^1: /,
  );
  t.end();
});

t.test('what was added, removed, updated, or is something else under the same version', (t) => {
  const of = (...packages: string[]): LockedPackage[] =>
    packages.map((text) => {
      const [name = '', version = '', content] = text.split(' ');
      return { name, version, ...(content === undefined ? {} : { content }) };
    });
  const changes = packageChanges(
    of(
      'gone 1.0.0',
      'still 1.0.0 x',
      'up 1.9.0',
      'up 1.10.0',
      'second 1.0.0',
      'swapped 1.0.0 x',
      'unsigned 1.0.0',
      'twice 2.0.0',
    ),
    of(
      'still 1.0.0 x',
      'up 1.10.0',
      'up 2.0.0',
      'second 1.0.0',
      'second 0.9.0',
      'swapped 1.0.0 y',
      'unsigned 1.0.0 z',
      'new 0.1.0',
      'twice 2.0.0',
      'twice 2.0.0',
    ),
  );
  t.same(changes, [
    { kind: 'added', name: 'new', before: [], after: ['0.1.0'] },
    { kind: 'updated', name: 'second', before: ['1.0.0'], after: ['0.9.0', '1.0.0'] },
    { kind: 'updated', name: 'up', before: ['1.9.0', '1.10.0'], after: ['1.10.0', '2.0.0'] },
    { kind: 'content', name: 'swapped', before: ['1.0.0'], after: ['1.0.0'] },
    { kind: 'removed', name: 'gone', before: ['1.0.0'], after: [] },
  ]);
  t.same(packageChanges(of('a 1', 'b 2'), of('b 2', 'a 1')), [], 'order is no change');
  t.end();
});
