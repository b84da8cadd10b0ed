import fc from 'fast-check';
import { test } from 'tap';
import type { DecodedArg } from '../../src/model/trace.js';
import { decodeArguments, decodeFields, readArguments } from '../../src/parse/strace-arguments.js';

const number = (text: string, value: number): DecodedArg => ({ kind: 'number', text, value });
const flags = (...names: string[]): DecodedArg => ({ kind: 'flags', names });
const string = (bytes: string, truncated = false): DecodedArg => ({ kind: 'string', bytes, truncated });
const raw = (text: string): DecodedArg => ({ kind: 'raw', text });
const nothing: DecodedArg = { kind: 'null' };
const array = (...items: DecodedArg[]): DecodedArg => ({ kind: 'array', items, more: false });
const struct = (fields: Record<string, DecodedArg>, more = false): DecodedArg => ({
  kind: 'struct',
  fields: Object.entries(fields).map(([name, value]) => ({ name, value })),
  more,
});
const macro = (name: string, ...args: DecodedArg[]): DecodedArg => ({ kind: 'macro', name, args });
const change = (before: DecodedArg | null, after: DecodedArg | null): DecodedArg => ({ kind: 'change', before, after });
const set = (items: string[], complement = false): DecodedArg => ({ kind: 'set', items, complement });
const terminal = {
  kind: 'fd',
  object: { type: 'path', path: '/dev/ptmx', deleted: false, device: { kind: 'char', major: 5, minor: 2 } },
} as const;
const file = (fd: number, path: string): DecodedArg => ({
  kind: 'fd',
  fd,
  object: { type: 'path', path, deleted: false },
});

const forms: Record<string, [text: string, decoded: DecodedArg | DecodedArg[]][]> = {
  numbers: [
    ['42', number('42', 42)],
    ['-1', number('-1', -1)],
    ['0', number('0', 0)],
    ['-0', number('-0', 0)],
    ['0644', number('0644', 0o644)],
    ['0x7f00', number('0x7f00', 0x7f00)],
    ['0xffffffffffffffff', number('0xffffffffffffffff', NaN)],
    ['9007199254740993', number('9007199254740993', NaN)],
    ['8192*1024', number('8192*1024', 8388608)],
    ['0x7ffe /* 35 vars */', number('0x7ffe', 0x7ffe)],
    ['0x3e7 /* F_??? */', number('0x3e7', 0x3e7)],
    ['3134983661 /* QCMD(0xbadc0d /* Q_??? */, 0xed /* ???QUOTA */) */', number('3134983661', 3134983661)],
  ],
  constants: [
    ['NULL', nothing],
    ['SIGCHLD', flags('SIGCHLD')],
    ['O_RDONLY|O_CLOEXEC', flags('O_RDONLY', 'O_CLOEXEC')],
    ['S_IFREG|0644', flags('S_IFREG', '0644')],
    ['O_RDONLY|0x40000000', flags('O_RDONLY', '0x40000000')],
    ['0x8000|O_EXCL', flags('0x8000', 'O_EXCL')],
    ['MAP_PRIVATE|MAP_HUGETLB|21<<MAP_HUGE_SHIFT', flags('MAP_PRIVATE', 'MAP_HUGETLB', '21<<MAP_HUGE_SHIFT')],
    ['1<<CAP_CHOWN|1<<CAP_KILL', flags('1<<CAP_CHOWN', '1<<CAP_KILL')],
    ['0 /* AT_STATX_SYNC_AS_STAT */|0x900', flags('0', '0x900')],
    ['BTRFS_IOC_CLONE or FICLONE', raw('BTRFS_IOC_CLONE or FICLONE')],
    ['VALID-13', raw('VALID-13')],
    ['A||B', raw('A||B')],
  ],
  strings: [
    ['""', string('')],
    ['"a b"', string('a b')],
    ['"a"...', string('a', true)],
    ['"\\0001\\08\\0x"', string('\x001\x008\0x')],
    ['"\\n\\t\\r\\v\\f\\"\\\\"', string('\n\t\r\v\f"\\')],
    ['"\\303\\251\\377"', string('\xc3\xa9\xff')],
    ['"\\x46\\xC8\\x0a"', string('\x46\xc8\n')],
    ['"\\\\", 1', [string('\\'), number('1', 1)]],
    [`"${'\\1x'.repeat(200)}"...`, string('\x01x'.repeat(200), true)],
    ['@"a>\\"b"', { kind: 'string', bytes: 'a>"b', truncated: false, abstract: true }],
    [`"${'/'.repeat(300)}"`, string('/'.repeat(300))],
  ],
  descriptors: [
    ['3</etc/passwd>', file(3, '/etc/passwd')],
    ['AT_FDCWD</tmp>', file(-100, '/tmp')],
    ['3</dev/ptmx<char 5:2 @/dev/pts/0>>', { ...terminal, fd: 3 }],
    ['3</dev/ptmx<char 5:2>>', { ...terminal, fd: 3 }],
    ['AT_FDCWD</tmp/gone (deleted)>', file(-100, '/tmp/gone')],
    ['AT_FDCWD', { kind: 'fd', fd: -100, object: { type: 'unknown' } }],
    ['-100 /* AT_FDCWD */</tmp/,a>', file(-100, '/tmp/,a')],
    ['6<pipe:[17]>, 7', [{ kind: 'fd', fd: 6, object: { type: 'pipe', inode: 17 } }, number('7', 7)]],
    ['3</tmp/x, NULL) = 3>, 1', [file(3, '/tmp/x, NULL) = 3'), number('1', 1)]],
    ['3</a>(deleted)', { kind: 'fd', fd: 3, object: { type: 'path', path: '/a', deleted: true } }],
  ],
  structs: [
    [
      '{st_mode=S_IFREG|0644, st_size=3, ...}',
      struct({ st_mode: flags('S_IFREG', '0644'), st_size: number('3', 3) }, true),
    ],
    ['{...}', struct({}, true)],
    ['{}', struct({})],
    ['{a={b=[{c=1}]}}', struct({ a: struct({ b: array(struct({ c: number('1', 1) })) }) })],
    ['{fmt.pix_mp={width=1}}', struct({ 'fmt.pix_mp': struct({ width: number('1', 1) }) })],
    ['{c_cc[VMIN]=1, 5}', struct({ 'c_cc[VMIN]': number('1', 1), '': number('5', 5) })],
    ['{sun_path=@"x"}', struct({ sun_path: { kind: 'string', bytes: 'x', truncated: false, abstract: true } })],
    [
      '{tv_sec=1, tv_nsec=2} /* 1970-01-01T00:00:01+0000 */',
      struct({ tv_sec: number('1', 1), tv_nsec: number('2', 2) }),
    ],
    [
      "{diacr='(', base=')', result='\\'', x=','}",
      struct({ diacr: raw("'('"), base: raw("')'"), result: raw("'\\''"), x: raw("','") }),
    ],
    ['{sa_data=00:00:5e:00:01:02}', struct({ sa_data: raw('00:00:5e:00:01:02') })],
    [
      '{ifc_len=8192 => 80 /* 2 * sizeof(struct ifreq) */, ifc_buf=[]}',
      struct({ ifc_len: change(number('8192', 8192), number('80', 80)), ifc_buf: array() }),
    ],
  ],
  arrays: [
    ['[]', array()],
    ['["a", "b"]', array(string('a'), string('b'))],
    ['["a", ..., "b", ...]', { kind: 'array', items: [string('a'), string('b')], more: true }],
    ['[16]', array(number('16', 16))],
    ['[FS_EXTENT_FL]', array(flags('FS_EXTENT_FL'))],
    ['[110 => 2]', array(change(number('110', 110), number('2', 2)))],
    ['[{WIFEXITED(s) && WEXITSTATUS(s) == 0}]', array(struct({ '': raw('WIFEXITED(s) && WEXITSTATUS(s) == 0') }))],
    [
      '[[IO_WQ_BOUND]=0, [1]={a=2}]',
      array(struct({ '[IO_WQ_BOUND]': number('0', 0) }), struct({ '[1]': struct({ a: number('2', 2) }) })),
    ],
    ['[1, ... /* 0x7fff */]', { kind: 'array', items: [number('1', 1)], more: true }],
    ['[UTIME_NOW, {tv_sec=1} /* x */]', array(flags('UTIME_NOW'), struct({ tv_sec: number('1', 1) }))],
  ],
  sets: [
    ['[INT TERM]', set(['INT', 'TERM'])],
    ['[CHLD]', set(['CHLD'])],
    ['[RT_12]', set(['RT_12'])],
    ['[0 1 3]', set(['0', '1', '3'])],
    ['~[]', set([], true)],
    ['~[RTMIN RT_1]', set(['RTMIN', 'RT_1'], true)],
  ],
  macros: [
    ['htons(53)', macro('htons', number('53', 53))],
    ['makedev(0x1, 0x3)', macro('makedev', number('0x1', 1), number('0x3', 3))],
    ['inet_pton(AF_INET6, "::1", &sin6_addr)', macro('inet_pton', flags('AF_INET6'), string('::1'), raw('&sin6_addr'))],
    ['_IOC(_IOC_READ|_IOC_WRITE, 0x51)', macro('_IOC', flags('_IOC_READ', '_IOC_WRITE'), number('0x51', 0x51))],
    ["v4l2_fourcc('\\xed', ',')", macro('v4l2_fourcc', raw("'\\xed'"), raw("','"))],
  ],
  changes: [
    ['{a=1} => {b=2}', change(struct({ a: number('1', 1) }), struct({ b: number('2', 2) }))],
    ['{a=1} => ', change(struct({ a: number('1', 1) }), null)],
    ['=> [5]', change(null, array(number('5', 5)))],
  ],
  'argument names of -N': [
    ['dirfd=AT_FDCWD</tmp>, pathname="x", flags=O_RDONLY', [file(-100, '/tmp'), string('x'), flags('O_RDONLY')]],
    ['buf=buf={tms_utime=0}', struct({ tms_utime: number('0', 0) })],
    [
      'uargs={flags=0} => {parent_tid=[8]}, size=88',
      [change(struct({ flags: number('0', 0) }), struct({ parent_tid: array(number('8', 8)) })), number('88', 88)],
    ],
  ],
  'halves of calls': [
    ['<... resuming interrupted nanosleep ...>', raw('<... resuming interrupted nanosleep ...>')],
    ['1, <unfinished ...>', number('1', 1)],
    ['11,', number('11', 11)],
    ['', []],
    ['[{fd=3', raw('[{fd=3)')],
  ],
};

for (const [name, table] of Object.entries(forms)) {
  test(name, (t) => {
    for (const [text, decoded] of table)
      t.same(decodeArguments(text), Array.isArray(decoded) ? decoded : [decoded], text.slice(0, 60));
    t.end();
  });
}

test('arguments end at the parenthesis that closes the call', (t) => {
  for (const text of [
    '',
    '1',
    '") ="',
    "')'",
    '3</a) = 0>',
    '{WIFEXITED(s) && (x) == 0}',
    '1 /* ) */',
    '3<TCP:[a->b]>',
  ]) {
    const line = `f(${text}) = 0`;
    t.equal(readArguments(line, 2, line.length, []), line.lastIndexOf(')'), line);
  }
  t.equal(readArguments('f(1', 2, 3, []), -1);
  t.equal(readArguments('f("1)', 2, 5, []), -1);
  t.equal(readArguments('f(1], 2)', 2, 8, []), 3);
  t.same(decodeFields('{si_pid=5, ...}', 0, 15), [{ name: 'si_pid', value: number('5', 5) }]);
  t.same(decodeFields('{si_pid=5', 0, 9), []);
  t.end();
});

test('any bytes decode to something, however deep', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{[("\'<>)]}=,.~@|*/\\ ab0x-N') }), (text) =>
      Array.isArray(decodeArguments(text)),
    ),
  );
  for (const open of ['{', '[', 'f(', '{a=', '[1 => ', '=> '])
    t.ok(decodeArguments(open.repeat(20_000)).length > 0, open);
  t.end();
});

/** A byte string as strace writes it, by the rules of string_quote in its util.c. */
function quote(bytes: string): string {
  const short: Record<string, string> = {
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\v': '\\v',
    '\f': '\\f',
    '"': '\\"',
    '\\': '\\\\',
  };
  return [...bytes]
    .map((char, index) => {
      const code = char.charCodeAt(0);
      if (code >= 32 && code < 127) return short[char] ?? char;
      return short[char] ?? `\\${code.toString(8).padStart(/[0-7]/.test(bytes[index + 1] ?? '') ? 3 : 1, '0')}`;
    })
    .join('');
}

test('strings come back as the bytes they were', (t) => {
  const bytes = fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 400 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(bytes, fc.boolean(), (text, truncated) => {
      t.strictSame(decodeArguments(`"${quote(text)}"${truncated ? '...' : ''}, 1`).slice(0, 1), [
        string(text, truncated),
      ]);
    }),
  );
  const path = bytes.map((text) => `/${text}`);
  fc.assert(
    fc.property(path, (text) => {
      const written = quote(text)
        .replaceAll(/<(?=[0-7])/g, '\\074')
        .replaceAll(/>(?=[0-7])/g, '\\076')
        .replaceAll('<', '\\74')
        .replaceAll('>', '\\76');
      t.strictSame(decodeArguments(`3<${written}>, 1`)[0], file(3, text));
    }),
  );
  t.end();
});
