import { numbered, source } from './source.mjs';

const hello = '#include <stdio.h>\n#include "greeting.h"\n\nint main(void) {\n  puts(GREETING);\n  return 0;\n}\n';

/** part00.c … part04.c; the first holds main. */
const parts = numbered(5, {
  prefix: 'part',
  suffix: '.c',
  text: (i) =>
    `#include "parts.h"\n\nint part${i}(int x) { return x + ${i}; }\n${i === 0 ? '\nint main(void) { return part0(0); }\n' : ''}`,
});

const java = [['javac', '-d', 'classes', 'Main.java']];
const data = numbered(6);
const cacheRun = 'ccache gcc -c part.c -o first.o && ccache gcc -c part.c -o second.o';
const ccache = (env = {}) => ({ CCACHE_DIR: 'cache', ...env });
const javac = (...args) => ['javac', '-J-XX:+UseSerialGC', '-d', 'classes', ...args, 'Main.java'];

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
  {
    name: 'cmake-ninja',
    needs: ['cmake', 'ninja', 'gcc'],
    files: {
      'CMakeLists.txt':
        'cmake_minimum_required(VERSION 3.20)\nproject(score C)\nadd_executable(prog part00.c part01.c part02.c)\n# changed here\n',
      ...numbered(4, {
        prefix: 'part',
        suffix: '.c',
        text: (i) =>
          i === 0
            ? 'int part1(void);\n\nint main(void) { return part1() - 1; }\n'
            : `int part${i}(void) { return ${i}; }\n`,
      }),
      'run.sh': 'cmake -G Ninja -S . -B out >cmake.log && ninja -C out -j2 >ninja.log\n',
    },
    target: { command: ['sh', 'run.sh'], setup: ['rm', '-rf', 'out', 'cmake.log', 'ninja.log'], timeout_ms: 60_000 },
    changes: [
      {
        what: 'another option: optimized',
        edit: [{ file: 'run.sh', from: '-S .', to: '-D CMAKE_BUILD_TYPE=Release -S .' }],
      },
      {
        what: 'one more file is compiled',
        edit: [{ file: 'CMakeLists.txt', from: 'part02.c', to: 'part02.c part03.c' }],
      },
      {
        what: 'make and not ninja',
        edit: [
          { file: 'run.sh', from: '-G Ninja', to: '-G "Unix Makefiles"' },
          { file: 'run.sh', from: 'ninja -C', to: 'make -C' },
        ],
      },
    ],
  },
  {
    name: 'ccache',
    timed: true,
    needs: ['ccache', 'gcc'],
    files: { 'part.c': '#include "part.h"\n\nint part(void) { return PART; }\n', 'part.h': '#define PART 3\n' },
    target: { command: ['sh', '-c', cacheRun], env: ccache(), setup: ['rm', '-rf', 'cache', 'first.o', 'second.o'] },
    changes: [
      { what: 'another config: nothing is found in the cache', target: { env: ccache({ CCACHE_RECACHE: '1' }) } },
      { what: 'another config: the preprocessor always runs', target: { env: ccache({ CCACHE_NODIRECT: '1' }) } },
      { what: 'another config: hard links and no copies', target: { env: ccache({ CCACHE_HARDLINK: '1' }) } },
    ],
  },
  {
    name: 'curl',
    needs: ['curl', '/usr/bin/python3'],
    files: {
      ...numbered(4, { prefix: 'web/p', suffix: '.txt' }),
      'run.sh': source('curl.sh'),
      'server.py': source('file-server.py'),
    },
    target: { command: ['sh', 'run.sh'], setup: ['rm', '-rf', 'port', 'out'] },
    changes: [
      {
        what: 'another option: files keep their time',
        edit: [{ file: 'run.sh', from: 'curl -s -f', to: 'curl -s -f -R' }],
      },
      {
        what: 'one connection for each file',
        edit: [{ file: 'run.sh', from: 'curl -s -f', to: "curl -s -f -H 'Connection: close'" }],
      },
      { what: 'one more file is fetched', edit: [{ file: 'run.sh', from: 'p0[0-2]', to: 'p0[0-3]' }] },
    ],
  },
  {
    name: 'javac',
    needs: ['javac'],
    files: {
      'Main.java': source('Main.java'),
      'More.java': 'class More {\n  static int more() {\n    return 1;\n  }\n}\n',
    },
    target: { command: javac(), setup: ['rm', '-rf', 'classes'], timeout_ms: 120_000 },
    changes: [
      { what: 'one more class', edit: [{ file: 'Main.java', from: '// changed here', to: 'More.more();' }] },
      { what: 'another option: without what debuggers need', target: { command: javac('-g:none') } },
      { what: 'headers are written', target: { command: javac('-h', 'headers', '-implicit:none', 'More.java') } },
    ],
  },
  {
    name: 'java',
    needs: ['java', 'javac'],
    files: { ...data, 'Main.java': source('Main.java') },
    prepare: java,
    rebuild: java,
    // The collector follows the number of CPUs, and with it what the runtime does: chosen, as a gate's owner would.
    target: { command: ['java', '-XX:+UseSerialGC', '-cp', 'classes', 'Main'], timeout_ms: 120_000 },
    changes: [
      {
        what: 'one more file is read',
        edit: [{ file: 'Main.java', from: '"data/f01"', to: '"data/f01", "data/f02"' }],
      },
      {
        what: 'a file is written',
        edit: [{ file: 'Main.java', from: '// changed here', to: 'Files.writeString(Path.of("out.txt"), "x");' }],
      },
    ],
  },
];
