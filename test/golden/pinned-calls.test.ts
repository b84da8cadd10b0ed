import { test } from 'tap';
import { pinnedCalls } from '../../src/golden/pinned-calls.js';
import type { Golden, Step } from '../../src/model/golden.js';
import { golden, process } from './sample.js';

const call = (name: string, args: Omit<Step, 'call'> = {}): Step => ({ call: name, ...args });

/** `read 3`, `openat 2 1` with errors. */
const told = (value: Golden): string[] =>
  pinnedCalls(value).map(({ name, calls, errors }) =>
    [name, calls ?? '~', ...(errors === 0 ? [] : [errors ?? '~'])].join(' '),
  );

const steps = [
  call('exec', { via: 'execve' }),
  call('open', { via: 'openat' }),
  call('open', { via: 'openat', error: 'ENOENT' }),
  call('read', { via: 'pread64', bytes: 1 }),
  call('read', { bytes: 1 }),
  call('read', { error: 'EIO' }),
  call('getdents', { via: 'getdents64' }),
  call('dup'),
  call('mmap', { prot: 'PROT_EXEC', error: 'EPERM' }),
  call('ioctl', { op: 'FIOCLEX' }),
];

test('exact: every effect, all data and plumbing is pinned; of memory and questions only the remarkable is a step', (t) => {
  const figures = [
    { figure: 'calls', of: 'getpid', rule: 'double', least: 9, most: 9 },
    { figure: 'reads', of: 'data', rule: 'double', least: 20, most: 20 },
    { figure: 'allocated', of: 'memory', rule: 'bytes', least: 1, most: 1 },
  ] as const;
  t.strictSame(told(golden({ level: 'exact', processes: [process({ steps })], figures })), [
    'openat 2 1',
    'read 2 1',
    'dup 1',
    'execve 1',
    'getdents64 1',
    'pread64 1',
    'getpid ~',
    'ioctl ~',
    'mmap ~ ~',
  ]);
  t.end();
});

test('structure: data and walks vary, and so does a pool where recordings differed', (t) => {
  const pool = [
    { step: call('unlink'), least: 3, most: 3 },
    { step: call('mkdir', { error: 'EEXIST' }), least: 0, most: 2 },
  ];
  const figures = [
    { figure: 'threads', of: '0 <PATH>/cat', rule: 'exact', least: 2, most: 2 },
    { figure: 'writes', of: '<stdout>', rule: 'wide', least: 2, most: 2 },
  ] as const;
  const threads = [call('thread', { via: 'clone3' }), call('thread', { via: 'clone3' })];
  const value = (list: Golden['figures']) =>
    golden({ processes: [process({ steps: [...steps, ...threads], pool })], figures: list });
  t.strictSame(told(value(figures)), [
    'unlink 3',
    'clone3 2',
    'openat 2 1',
    'execve 1',
    'dup ~',
    'getdents64 ~',
    'ioctl ~',
    'mkdir ~ ~',
    'mmap ~ ~',
    'pread64 ~',
    'read ~ ~',
    'write ~',
  ]);
  t.ok(told(value([])).includes('clone3 ~'), 'as many threads as there are CPUs');
  t.end();
});

test('contract: a set says that a call is made, not how often', (t) => {
  const value = golden({
    level: 'contract',
    processes: [],
    effects: [
      { step: call('connect', { address: '10.0.0.1:80', error: 'ECONNREFUSED' }), least: 1, most: 1 },
      { step: call('end', { program: '<PATH>/cat', exit: 0 }), least: 1, most: 1 },
    ],
    figures: [
      { figure: 'processes', of: '<PATH>/cat', rule: 'exact', least: 1, most: 1 },
      { figure: 'reads', of: '<stdin>', rule: 'wide', least: 1, most: 9 },
    ],
  });
  t.strictSame(told(value), ['connect ~ ~', 'read ~']);
  t.end();
});
