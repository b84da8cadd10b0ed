/** Searches and walks whose number of steps is the machine's, and repetitions that it decides. */
import { test } from 'tap';
import { at, cwd, shapeOf, stepsOf, whole } from './behaviour-of.js';

const enoent = '-1 ENOENT (No such file or directory)';

test('a search along PATH is one step, whatever PATH is', (t) => {
  const exec = (folder: string, result: string): string =>
    `execve("${folder}/sort", ["sort", "-u"], 0x7ff0 /* 9 vars */) = ${result}`;
  const run = (folders: readonly string[], path: readonly string[]): unknown =>
    shapeOf(
      whole(...folders.map((folder, index) => exec(folder, index === folders.length - 1 ? '0' : enoent))),
      'exact',
      { path },
    ).processes[0]?.steps.slice(1);
  const usual = run(['/usr/local/bin', '/usr/bin'], ['/usr/local/bin', '/usr/bin', '/bin']);
  t.strictSame(usual, run(['/opt/x/bin', '/sbin', '/bin'], ['/opt/x/bin', '/sbin', '/bin']));
  t.match(usual, [{ call: 'exec', path: '<PATH>/sort', argv: ['sort', '-u'] }]);
  t.notSame(usual, run(['/usr/local/bin', '/home/x'], ['/usr/local/bin']), 'found beside PATH');
  t.end();
});

test('stat and access search as well, and a search that fails is one step', (t) => {
  const stat = (folder: string, result: string): string => `newfstatat(${at}, "${folder}/cc", 0x7ffe, 0) = ${result}`;
  t.strictSame(stepsOf([stat('/usr/local/bin', enoent), stat('/usr/bin', '0')]), [
    { call: 'stat', via: 'newfstatat', path: '<PATH>/cc' },
  ]);
  t.strictSame(stepsOf([stat('/usr/local/bin', enoent), stat('/usr/bin', enoent), stat('/bin', enoent)]), [
    { call: 'stat', via: 'newfstatat', path: '<PATH>/cc', error: 'ENOENT' },
  ]);
  const handled = 'rt_sigreturn({mask=[]}) = 4';
  t.equal(
    stepsOf([stat('/usr/local/bin', enoent), handled, stat('/usr/bin', '0')]).filter(({ call }) => call === 'stat')
      .length,
    1,
    'a child ends in the middle of it',
  );
  t.equal(stepsOf([stat('/opt/a', enoent), stat('/opt/b', '0')]).length, 2, 'other folders are no search');
  t.end();
});

test('a folder of PATH that may not be entered is as good as one without the program', (t) => {
  const looked = (error: string): unknown =>
    stepsOf([`newfstatat(${at}, "/usr/local/bin/cc", 0x7ffe, 0) = -1 ${error}`]);
  t.strictSame(looked('EACCES (Permission denied)'), looked('ENOENT (No such file or directory)'));
  t.end();
});

test('argv[0] is the name that was searched or what it led to', (t) => {
  const argv = (name: string): unknown =>
    shapeOf(whole(`execve("/usr/bin/sort", ["${name}", "/usr/bin/x"], 0x7ff0 /* 9 vars */) = 0`)).processes[0]
      ?.steps[1]?.['argv'];
  t.strictSame(argv('/usr/bin/sort'), ['<PATH>/sort', '/usr/bin/x']);
  t.strictSame(argv('sort'), ['sort', '/usr/bin/x']);
  t.end();
});

/** A project at another depth: what a walk up from it does, by the probes in each folder. */
function walk(folder: string, probes: (folder: string) => readonly string[]): unknown {
  const lines: string[] = [];
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    lines.push(...probes(at));
    if (at === '') break;
  }
  return stepsOf(lines, 'exact', { cwd: folder, root: folder, homes: ['/home/a'] });
}

const places = ['/p', '/srv/p', '/tmp/x/y/p', '/home/a/b/c/d/e/p'];

test('a walk up is the same from any depth', (t) => {
  const probe = (folder: string): string[] => [`openat(AT_FDCWD</>, "${folder}/package.json", O_RDONLY) = ${enoent}`];
  const walks = places.map((place) => walk(place, probe));
  for (const other of walks) t.strictSame(other, walks[0]);
  t.match(walks[0], [{ path: '$CWD/package.json' }, { path: '$UP/package.json', error: 'ENOENT' }]);
  t.end();
});

test('a walk with several steps in each folder is the same from any depth', (t) => {
  const git = (folder: string): string[] => [
    `newfstatat(AT_FDCWD</>, "${folder === '' ? '/' : folder}", {st_mode=S_IFDIR|0755, st_size=4096, ...}, 0) = 0`,
    `newfstatat(AT_FDCWD</>, "${folder}/.git", 0x7ffd98a3ee10, 0) = ${enoent}`,
    `newfstatat(AT_FDCWD</>, "${folder}/.git/HEAD", 0x7ffd98a3ecd0, AT_SYMLINK_NOFOLLOW) = ${enoent}`,
    `newfstatat(AT_FDCWD</>, "${folder}/HEAD", 0x7ffd98a3ecd0, AT_SYMLINK_NOFOLLOW) = ${enoent}`,
  ];
  const walks = places.map((place) => walk(place, git)) as { path: string }[][];
  for (const other of walks) t.strictSame(other, walks[0]);
  t.strictSame(
    walks[0]?.map(({ path }) => path),
    ['$CWD', '$CWD/.git', '$CWD/.git/HEAD', '$CWD/HEAD', '$UP', '$UP/.git', '$UP/.git/HEAD', '$UP/HEAD'],
  );
  t.end();
});

test('a walk down to the working folder is the same from any depth', (t) => {
  const realpath = (folder: string): unknown => {
    const parts = folder.split('/').slice(1);
    const lines = parts.map(
      (_, index) => `readlink("/${parts.slice(0, index + 1).join('/')}", 0x7ffe, 1023) = -1 EINVAL (Invalid argument)`,
    );
    return stepsOf([...lines, `readlink("${folder}/data", 0x7ffe, 1023) = -1 EINVAL (Invalid argument)`], 'exact', {
      cwd: folder,
      root: folder,
      temps: [],
      homes: [],
    });
  };
  const walks = places.map(realpath);
  for (const other of walks) t.strictSame(other, walks[0]);
  t.match(walks[0], [{ path: '$CWD' }, { path: '$CWD/data' }]);
  t.end();
});

test('a walk that resolves each folder before it looks for several names in it is the same from any depth', (t) => {
  const rustup = (folder: string): string[] => {
    const parts = folder.split('/').slice(1);
    return [
      `statx(AT_FDCWD</x>, "${folder === '' ? '/' : folder}", AT_STATX_SYNC_AS_STAT, STATX_ALL, 0x7ffe) = 0`,
      'getcwd(0x7ffe, 512) = 14',
      ...parts.map(
        (_, index) =>
          `readlink("/${parts.slice(0, index + 1).join('/')}", 0x7ffe, 1023) = -1 EINVAL (Invalid argument)`,
      ),
      ...['rust-toolchain', 'rust-toolchain.toml'].map(
        (name) => `openat(AT_FDCWD</x>, "${folder}/${name}", O_RDONLY) = ${enoent}`,
      ),
    ];
  };
  const walks = places.map((place) => walk(place, rustup)) as { path: string }[][];
  for (const other of walks) t.strictSame(other, walks[0]);
  t.strictSame(
    walks[0]?.map(({ path }) => path),
    [
      '$CWD',
      '$CWD',
      '$CWD/rust-toolchain',
      '$CWD/rust-toolchain.toml',
      '$UP',
      '$UP/rust-toolchain',
      '$UP/rust-toolchain.toml',
    ],
  );
  t.end();
});

test('a folder of hashes that was there already is the same as one that had to be made', (t) => {
  const object = (hash: string, made: boolean): unknown => {
    const folder = `${cwd}/.git/objects/${hash.slice(0, 2)}`;
    const name = (random: string): string[] =>
      [
        `openat(${at}, "/dev/urandom", O_RDONLY) = 3</dev/urandom<char 1:9>>`,
        'read(3</dev/urandom<char 1:9>>, ""..., 8) = 8',
        'close(3</dev/urandom<char 1:9>>) = 0',
      ].concat(`openat(${at}, "${folder}/tmp_obj_${random}", O_RDWR|O_CREAT|O_EXCL, 0444) = `);
    const opened = (lines: string[], result: string): string[] => [...lines.slice(0, -1), `${lines.at(-1)}${result}`];
    const file = `${folder}/tmp_obj_zQw9P1`;
    return stepsOf([
      ...(made ? [...opened(name('Ab3xY9'), enoent), `mkdir("${folder}", 0777) = 0`] : []),
      ...opened(name('zQw9P1'), `4<${file}>`),
      `write(4<${file}>, "x", 1) = 1`,
      `close(4<${file}>) = 0`,
      `link("${file}", "${folder}/${hash.slice(2)}") = 0`,
    ]);
  };
  const hash = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  t.strictSame(object(hash, true), object(hash, false));
  t.match(object(hash, true), [
    { call: 'open', path: '/dev/urandom' },
    { call: 'read' },
    { call: 'close' },
    { call: 'open', path: '$CWD/.git/objects/<hash>/<tmp:1>' },
  ]);
  t.end();
});

test('how far up a file lies is behaviour', (t) => {
  const open = (path: string): readonly unknown[] =>
    stepsOf([`openat(AT_FDCWD</a/b/c/d>, "${path}", O_RDONLY) = 3</x>`], 'exact', {
      cwd: '/a/b/c/d',
      root: '/a/b/c/d',
    });
  t.match(open('../x'), [{ path: '$UP/x' }]);
  t.match(open('../../x'), [{ path: '$UP/../x' }]);
  t.match(open('../../../x'), [{ path: '$UP/../../x' }]);
  const found = walk('/srv/w/p', (folder) => [
    `openat(AT_FDCWD</>, "${folder}/x", O_RDONLY) = ${folder === '' ? '3</x>' : enoent}`,
  ]);
  t.match(found, [{ path: '$CWD/x' }, { path: '$UP/x', error: 'ENOENT' }, { path: '/x' }]);
  t.equal((found as unknown[]).length, 3, 'what is found is not taken for what is not');
  t.end();
});

test('what a machine gives out in pieces is one step, what a program repeats is not', (t) => {
  const getdents = `getdents64(3<${cwd}>, 0x55d0 /* 2 entries */, 32768) = 48`;
  t.equal(stepsOf([getdents, getdents, `getdents64(3<${cwd}>, 0x55d0 /* 0 entries */, 32768) = 0`]).length, 1);
  const close = (fd: number): string => `close(${fd}) = -1 EBADF (Bad file descriptor)`;
  t.strictSame(stepsOf([close(3), close(4), close(5)]), [{ call: 'close', error: 'EBADF' }]);
  const proc = 'read(3</proc/meminfo>, "MemTotal"..., 1024) = 1024';
  t.equal(stepsOf([proc, proc, proc]).length, 1);
  const own = `read(3<${cwd}/data>, "a"..., 10) = 10`;
  t.equal(stepsOf([own, own, own]).length, 3);
  t.equal(stepsOf([`fsync(3<${cwd}/data>) = 0`, `fsync(3<${cwd}/data>) = 0`]).length, 2);
  t.end();
});
