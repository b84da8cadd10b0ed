import { numbered, source } from './source.mjs';

const hello = '#include <stdio.h>\n#include "greeting.h"\n\nint main(void) {\n  puts(GREETING);\n  return 0;\n}\n';

/** part00.c … part04.c; the first holds main. */
const parts = numbered(5, {
  prefix: 'part',
  suffix: '.c',
  text: (i) =>
    `#include "parts.h"\n\nint part${i}(int x) { return x + ${i}; }\n${i === 0 ? '\nint main(void) { return part0(0); }\n' : ''}`,
});

export const buildPrograms = [
  {
    name: 'gcc',
    floor: 'structure',
    needs: ['gcc'],
    files: { 'hello.c': hello, 'greeting.h': '#define GREETING "hello"\n', 'extra.h': '#define EXTRA 1\n' },
    target: { command: ['gcc', '-o', 'hello', 'hello.c'], setup: ['rm', '-f', 'hello'] },
    changes: [
      {
        what: 'one more header is read',
        edit: [{ file: 'hello.c', from: '#include "greeting.h"', to: '#include "greeting.h"\n#include "extra.h"' }],
      },
      { what: 'another argument', target: { command: ['gcc', '-O2', '-o', 'hello', 'hello.c'] } },
    ],
  },
  {
    name: 'make-j2',
    needs: ['make', 'gcc'],
    files: { ...parts, 'parts.h': 'int part0(int);\n', 'more.h': 'int more(int);\n', Makefile: source('Makefile') },
    target: { command: ['make', '-j2'], setup: ['sh', '-c', 'rm -f *.o prog'] },
    changes: [
      { what: 'another header is read', edit: [{ file: 'part03.c', from: '"parts.h"', to: '"more.h"' }] },
      { what: 'another program runs', edit: [{ file: 'Makefile', from: '-o $@ $^', to: '-o $@ $^\n\tstrip $@' }] },
    ],
  },
];
