import { numbered, source } from './source.mjs';

const data = numbered(8);
const oneMore = { 'data/f08': 'one more\n' };
const lines = Array.from({ length: 100_000 }, (_, i) => `${(i * 7919) % 100_003} line of text to be packed`).join('\n');
const pack = (script) => ['sh', '-c', script];

export const pipelinePrograms = [
  {
    name: 'tar-zstd',
    needs: ['tar', 'zstd'],
    files: { ...data, 'data/big.txt': lines },
    target: {
      command: pack('tar cf - data | zstd -q -T2 -o out.tar.zst && sync out.tar.zst'),
      setup: ['rm', '-f', 'out.tar.zst'],
    },
    changes: [
      { what: 'a lost sync', target: { command: pack('tar cf - data | zstd -q -T2 -o out.tar.zst') } },
      {
        what: 'another option: no threads',
        target: { command: pack('tar cf - data | zstd -q --single-thread -o out.tar.zst && sync out.tar.zst') },
      },
      {
        what: 'another level',
        target: { command: pack('tar cf - data | zstd -q -T2 -9 -o out.tar.zst && sync out.tar.zst') },
      },
      {
        what: 'the sync comes before the last write',
        target: { command: pack('tar cf - data | zstd -q -T2 >out.tar.zst & sync data; wait') },
      },
    ],
  },
  {
    name: 'rsync',
    needs: ['rsync'],
    files: { ...data, 'data/deep/er/f09': 'deep\n' },
    target: { command: ['rsync', '-a', '--fsync', 'data/', 'copy/'], setup: ['rm', '-rf', 'copy'] },
    changes: [
      { what: 'lost syncs', target: { command: ['rsync', '-a', 'data/', 'copy/'] } },
      {
        what: 'written in place and not renamed',
        target: { command: ['rsync', '-a', '--fsync', '--inplace', 'data/', 'copy/'] },
      },
      {
        what: 'another option: contents are compared',
        target: { command: ['rsync', '-a', '--fsync', '--checksum', 'data/', 'copy/'] },
      },
      { what: 'one more file is copied', files: oneMore },
    ],
  },
  {
    name: 'find-xargs-P4',
    needs: ['find', 'xargs'],
    files: { ...data, 'data/deep/er/f09': 'deep\n' },
    target: { command: ['sh', '-c', 'find data -type f -print0 | sort -z | xargs -0 -n2 -P4 sha256sum'] },
    changes: [
      { what: 'one more file is read', files: oneMore },
      {
        what: 'another option: a program for each file',
        target: { command: ['sh', '-c', 'find data -type f -print0 | sort -z | xargs -0 -n1 -P4 sha256sum'] },
      },
      {
        what: 'another program runs',
        target: { command: ['sh', '-c', 'find data -type f -print0 | sort -z | xargs -0 -n2 -P4 md5sum'] },
      },
    ],
  },
  {
    name: 'parallel',
    timed: true,
    needs: ['parallel'],
    files: { ...data, 'run.sh': source('parallel.sh') },
    target: { command: ['sh', 'run.sh'], setup: ['sh', '-c', 'rm -rf out jobs.log; mkdir out'], timeout_ms: 60_000 },
    changes: [
      { what: 'a lost sync', edit: [{ file: 'run.sh', from: ' && sync out/{/}.new', to: '' }] },
      { what: 'another option: a log of jobs', edit: [{ file: 'run.sh', from: '-j2', to: '-j2 --joblog jobs.log' }] },
      {
        what: 'the rename comes before the sync',
        edit: [
          {
            file: 'run.sh',
            from: 'out/{/}.new && sync out/{/}.new && mv out/{/}.new out/{/}',
            to: 'out/{/}.new && mv out/{/}.new out/{/} && sync out/{/}',
          },
        ],
      },
      { what: 'one more file is read', files: oneMore },
    ],
  },
];
