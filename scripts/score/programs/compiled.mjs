import { numbered, source } from './source.mjs';

const compile = [['gcc', '-O1', '-pthread', '-o', 'prog', 'prog.c']];

export const compiledPrograms = [
  {
    name: 'mutex-4-threads',
    needs: ['gcc'],
    files: { 'prog.c': source('mutex.c') },
    prepare: compile,
    rebuild: compile,
    target: { command: ['./prog'], setup: ['rm', '-f', 'result.txt'] },
    changes: [
      { what: 'a fifth thread', edit: [{ file: 'prog.c', from: '#define THREADS 4', to: '#define THREADS 5' }] },
      { what: 'the result is lost', edit: [{ file: 'prog.c', from: 'write_result(total);', to: '' }] },
    ],
  },
  {
    name: 'condition-variable',
    needs: ['gcc'],
    files: { ...numbered(1), 'prog.c': source('condvar.c') },
    // Here the tool builds, as a user would have it.
    target: { command: ['./prog'], build: compile[0], setup: ['rm', '-f', 'result.txt'] },
    changes: [
      { what: 'a lost fsync', edit: [{ file: 'prog.c', from: 'fsync(fd);', to: '' }] },
      {
        what: 'a consumer reads a file',
        edit: [{ file: 'prog.c', from: '/* changed here */', to: 'close(open("data/f00", O_RDONLY));' }],
      },
    ],
  },
];
