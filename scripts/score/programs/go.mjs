import { numbered, source } from './source.mjs';

const data = numbered(6);
const go = [['go', 'build', '-o', 'prog', 'prog.go']];
/** Its cache starts with the standard library compiled, as on every machine but a new one. */
const withCache = (command) => ['sh', '-c', `GOCACHE=$PWD/cache exec ${command}`];
const freshCache = (...more) => ['sh', '-c', ['rm -rf cache', 'cp -a @tools@/go-cache cache', ...more].join(' && ')];
const goEnv = { GOFLAGS: '-buildvcs=false', GOTOOLCHAIN: 'local', GOPROXY: 'off' };
const goNeeds = ['go', '@tools@/go-cache/README'];
const goModule = {
  'go.mod': 'module score\n\ngo 1.21\n',
  // Without fmt: its packages are most of what the go command looks at.
  'main.go': 'package main\n\nimport "score/greet"\n\nfunc main() { println(greet.Text(2)) }\n',
  'greet/greet.go': 'package greet\n\nfunc Text(n int) string { return "hello"[:n] }\n',
};
const greetTest =
  'package greet\n\nimport "testing"\n\nfunc TestText(t *testing.T) {\n\tif Text(2) != "he" {\n\t\tt.Fatal(Text(2))\n\t}\n}\n';
const unformatted = 'if true ; then\n      echo  yes\nfi\n';
const shfmt = (...args) => ['@tools@/go/bin/shfmt', ...args, 'work'];
const httpBuild = [['go', 'build', '-o', 'prog', 'http.go']];

export const goPrograms = [
  {
    name: 'go-goroutines',
    needs: ['go'],
    files: { ...data, 'prog.go': source('prog.go') },
    prepare: go,
    rebuild: go,
    target: { command: ['./prog'] },
    changes: [
      { what: 'one more file is read', edit: [{ file: 'prog.go', from: 'i < 4', to: 'i < 5' }] },
      {
        what: 'another endpoint',
        edit: [{ file: 'prog.go', from: '// changed here', to: 'net.Dial("tcp", "127.0.0.1:9")' }],
      },
    ],
  },
  {
    name: 'go-build',
    needs: goNeeds,
    files: goModule,
    target: {
      command: withCache('go build -o prog .'),
      env: goEnv,
      setup: freshCache('rm -f prog'),
      timeout_ms: 60_000,
    },
    changes: [
      {
        what: 'one more package is compiled',
        edit: [{ file: 'greet/greet.go', from: 'package greet\n', to: 'package greet\n\nimport _ "score/more"\n' }],
        files: { 'more/more.go': 'package more\n\nvar More = 1\n' },
      },
      {
        what: 'another option: without symbols',
        target: { command: withCache("go build -ldflags='-s -w' -o prog .") },
      },
      { what: 'the program has another name', target: { command: withCache('go build -o app .') } },
    ],
  },
  {
    name: 'go-test',
    timed: true,
    needs: goNeeds,
    files: { ...goModule, 'greet/greet_test.go': greetTest },
    target: { command: withCache('go test -vet=off ./greet'), env: goEnv, setup: freshCache(), timeout_ms: 60_000 },
    changes: [
      {
        what: 'another option: a profile is written',
        target: { command: withCache('go test -vet=off -coverprofile=c.out ./greet') },
      },
      { what: 'another program runs: vet', target: { command: withCache('go test ./greet') } },
      {
        what: 'a test writes a file',
        edit: [
          { file: 'greet/greet_test.go', from: 'import "testing"', to: 'import (\n\t"os"\n\t"testing"\n)' },
          {
            file: 'greet/greet_test.go',
            from: '\tif Text',
            to: '\tos.WriteFile("seen", []byte("x"), 0o644)\n\tif Text',
          },
        ],
      },
    ],
  },
  {
    name: 'shfmt',
    needs: ['@tools@/go/bin/shfmt'],
    files: { 'src/a.sh': unformatted, 'src/b.sh': 'echo b\n', 'src/deep/c.sh': `${unformatted}echo c\n` },
    target: { command: shfmt('-w'), setup: ['sh', '-c', 'rm -rf work && cp -r src work'] },
    changes: [
      { what: 'nothing is written', target: { command: shfmt('-l') } },
      { what: 'another option: other bytes', target: { command: shfmt('-i', '8', '-w') } },
      {
        what: 'a config is read',
        files: { '.editorconfig': '[*.sh]\nindent_style = space\nindent_size = 3\n' },
        target: { command: shfmt('-w') },
      },
      { what: 'one more file is formatted', files: { 'src/d.sh': unformatted } },
    ],
  },
  {
    name: 'go-http',
    needs: ['go'],
    files: { ...numbered(5), 'http.go': source('http.go') },
    prepare: httpBuild,
    rebuild: httpBuild,
    target: { command: ['./prog'], setup: ['rm', '-f', 'access.log'] },
    changes: [
      { what: 'a lost sync', edit: [{ file: 'http.go', from: '\tjournal.Sync()\n', to: '' }] },
      {
        what: 'the answer goes out before the sync',
        edit: [
          { file: 'http.go', from: '\tjournal.Sync()\n', to: '' },
          { file: 'http.go', from: '\t// changed here\n', to: '\tanswer.(http.Flusher).Flush()\n\tjournal.Sync()\n' },
        ],
      },
      { what: 'one request more', edit: [{ file: 'http.go', from: 'i < 10', to: 'i < 11' }] },
      { what: 'a descriptor stays open', edit: [{ file: 'http.go', from: '\tdefer file.Close()\n', to: '' }] },
    ],
  },
];
