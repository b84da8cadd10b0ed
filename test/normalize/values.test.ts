/** One test for each row of the table "Values" of the design page on normalization that is about identities: addresses, pids, descriptors, ports. */
import { test } from 'tap';
import { at, cwd, pathOf, pid, shapeOf, stepOf, stepsOf, whole } from './behaviour-of.js';

const tcp = '3<TCP:[9]>';
const port = (number: number): string =>
  `{sa_family=AF_INET, sin_port=htons(${number}), sin_addr=inet_addr("127.0.0.1")}`;

test('addresses never reach a step', (t) => {
  const run = (base: string): unknown =>
    shapeOf(
      whole(
        `mmap(NULL, 4096, PROT_READ|PROT_WRITE|PROT_EXEC, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x${base}000`,
        `mprotect(0x${base}000, 4096, PROT_READ|PROT_WRITE|PROT_EXEC) = 0`,
        `brk(NULL) = 0x${base}000`,
        `set_tid_address(0x${base}310) = ${pid}`,
        `rt_sigaction(SIGINT, {sa_handler=0x${base}050, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=0x${base}150}, NULL, 8) = 0`,
        `ioctl(0<pipe:[1]>, TCGETS, 0x${base}220) = -1 ENOTTY (Inappropriate ioctl for device)`,
        `prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, 0x${base}000, 4096, 0x${base}400) = 0`,
      ),
    );
  t.strictSame(run('7f0011223'), run('56aabbccd'));
  t.notMatch(JSON.stringify(run('7f0011223')), /7f00/);
  t.end();
});

test('a pid is who it is of, by its place among the arguments', (t) => {
  t.strictSame(stepOf(`kill(${pid}, SIGUSR1) = 0`), { call: 'kill', pid: 'self', signal: 'SIGUSR1' });
  t.equal(stepOf('kill(99999, SIGUSR1) = -1 ESRCH (No such process)')['pid'], '<pid>');
  t.equal(stepOf('kill(0, SIGUSR1) = 0')['pid'], 0, 'the own group');
  t.equal(stepOf('kill(-1, SIGUSR1) = 0')['pid'], -1, 'everybody');
  t.equal(stepOf(`kill(-${pid}, SIGUSR1) = 0`)['pid'], 'group of self');
  const steps = stepsOf([
    'fork() = 4712',
    'fork() = 4713',
    'kill(4713, SIGTERM) = 0',
    `4713 kill(${pid}, SIGTERM) = 0`,
    '4713 kill(4712, SIGTERM) = 0',
    '4713 +++ exited with 0 +++',
  ]);
  t.match(steps[2], { call: 'kill', pid: '0.2' });
  t.end();
});

test('a number that equals a pid is still a number', (t) => {
  t.strictSame(stepOf(`ftruncate(3<${cwd}/data>, ${pid}) = 0`), { call: 'ftruncate', fd: '$CWD/data', size: pid });
  t.equal(stepOf(`write(3<${cwd}/data>, ""..., ${pid}) = ${pid}`)['bytes'], pid);
  t.notSame(stepsOf([`ftruncate(3<${cwd}/data>, ${pid}) = 0`]), stepsOf([`ftruncate(3<${cwd}/data>, ${pid + 1}) = 0`]));
  t.end();
});

test('digits of a path or a text that equal a pid of the tree are one', (t) => {
  t.equal(pathOf(`run.${pid}.log`), '$CWD/run.<pid>.log');
  t.equal(pathOf(`run${pid}/x`), '$CWD/run<pid>/x');
  t.equal(pathOf('run.4712.log'), '$CWD/run.4712.log', 'a pid of nobody in the tree');
  t.equal(pathOf(`run.1${pid}.log`), `$CWD/run.1${pid}.log`, 'a longer number');
  t.equal(pathOf(`run.0${pid}.log`), `$CWD/run.0${pid}.log`);
  t.match(
    stepsOf([
      `execve("/opt/t", ["t", "--parent=${pid}", "${cwd}/of-${pid}"], 0x7ffd /* 9 vars */) = -1 ENOENT (No such file)`,
    ]),
    [],
  );
  const exec = shapeOf(
    whole(`execve("/opt/t", ["t", "--parent=${pid}", "${cwd}/of-${pid}"], 0x7ff0 /* 9 vars */) = 0`),
  );
  t.match(exec.processes[0]?.steps[1], { call: 'exec', argv: ['t', '--parent=<pid>', '$CWD/of-<pid>'] });
  const child = stepsOf([
    `openat(${at}, "c.812", O_RDONLY) = 3<${cwd}/c.812>`,
    'fork() = 812',
    '812 +++ exited with 0 +++',
  ]);
  t.match(child[0], { path: '$CWD/c.<pid>' }, 'also before the fork has told it');
  t.end();
});

test('digits that another recording has, too, are no pid', (t) => {
  const literals = new Set(['cp4711.py', '--year=4711']);
  t.equal(pathOf('lib/cp4711.py', { literals }), '$CWD/lib/cp4711.py');
  t.equal(pathOf('lib/run.4711', { literals }), '$CWD/lib/run.<pid>');
  const exec = shapeOf(
    whole('execve("/opt/t", ["t", "--year=4711", "--pid=4711"], 0x7ff0 /* 9 vars */) = 0'),
    'exact',
    { literals },
  );
  t.match(exec.processes[0]?.steps[1], { argv: ['t', '--year=4711', '--pid=<pid>'] });
  t.end();
});

test('/proc entries of tasks, whoever they are', (t) => {
  t.equal(pathOf('/proc/812/status'), '/proc/<pid>/status');
  t.equal(pathOf('/proc/self/task/812/comm'), '/proc/self/task/<tid>/comm');
  t.equal(pathOf('/proc/1/cgroup'), '/proc/1/cgroup', 'init is always 1');
  t.equal(pathOf('/proc/self/maps'), '/proc/self/maps');
  t.end();
});

test('descriptors are what they refer to', (t) => {
  const label = (annotation: string): unknown => stepOf(`fsync(${annotation}) = 0`)['fd'];
  t.equal(label(`3<${cwd}/data>`), '$CWD/data');
  t.equal(label(`7<${cwd}/data>`), '$CWD/data');
  t.equal(label('3<pipe:[812]>'), '<pipe>');
  t.equal(label('3<TCP:[127.0.0.1:40000->127.0.0.1:80]>'), '<TCP>');
  t.equal(label('3<UNIX-STREAM:[1->2]>'), '<UNIX>');
  t.equal(label('3<anon_inode:[eventpoll]>'), '<eventpoll>');
  t.equal(label('3</dev/pts/4<char 136:4>>'), '<tty>');
  t.equal(label('9'), 9, 'a number only where nothing is known');
  t.end();
});

test('a descriptor keeps the name it was opened by, whatever a rename makes of it', (t) => {
  const open = `openat(${at}, "out.tmp", O_WRONLY|O_CREAT, 0644) = 3<${cwd}/out.tmp>`;
  const rename = 'rename("out.tmp", "out") = 0';
  const fsync = (name: string): string => `fsync(3<${cwd}/${name}>) = 0`;
  const good = stepsOf([open, fsync('out.tmp'), rename]);
  const bad = stepsOf([open, rename, fsync('out')]);
  t.match(good[1], { call: 'fsync', fd: '$CWD/out.tmp' });
  t.match(bad[2], { call: 'fsync', fd: '$CWD/out.tmp' }, 'so that the fsync is moved and not another one');
  t.notSame(good, bad);
  t.end();
});

test('standard streams are known by number and inode, other pipes are pipes', (t) => {
  const steps = stepsOf([
    'read(0<pipe:[1]>, "", 10) = 0',
    'write(1<pipe:[2]>, "a", 1) = 1',
    'write(2<pipe:[3]>, "a", 1) = 1',
    'write(9<pipe:[2]>, "a", 1) = 1',
    'pipe2([3<pipe:[4]>, 4<pipe:[4]>], 0) = 0',
    'dup2(4<pipe:[4]>, 1<pipe:[2]>) = 1<pipe:[4]>',
    'write(1<pipe:[4]>, "a", 1) = 1',
  ]);
  const objects = steps.filter(({ call }) => call === 'read' || call === 'write').map(({ fd }) => fd);
  t.strictSame(objects, ['<stdin>', '<stdout>', '<stderr>', '<stdout>', '<pipe>']);
  t.end();
});

test('inodes of pipes and sockets are no behaviour', (t) => {
  const run = (first: number): unknown =>
    stepsOf([
      `pipe2([3<pipe:[${first}]>, 4<pipe:[${first}]>], O_CLOEXEC) = 0`,
      `write(4<pipe:[${first}]>, "x", 1) = 1`,
      `close(4<pipe:[${first}]>) = 0`,
      `socket(AF_UNIX, SOCK_STREAM, 0) = 5<UNIX-STREAM:[${first + 1}]>`,
      `close(5<UNIX-STREAM:[${first + 1}]>) = 0`,
    ]);
  t.strictSame(run(222790), run(9));
  t.end();
});

test('a port that bind(0) gave to any task is ephemeral everywhere', (t) => {
  const run = (number: number): string =>
    JSON.stringify(
      shapeOf(
        whole(
          `bind(${tcp}, ${port(0)}, 16) = 0`,
          `getsockname(3<TCP:[127.0.0.1:${number}]>, ${port(number)}, [128 => 16]) = 0`,
          'fork() = 4800',
          `4800 connect(4<TCP:[10]>, ${port(number)}, 16) = 0`,
          `4800 openat(${at}, "port-${number}.sock", O_RDONLY) = 5<${cwd}/port-${number}.sock>`,
          `4800 execve("/opt/client", ["client", "--port", "${number}", "http://127.0.0.1:${number}/x"], 0x7ff0 /* 9 vars */) = 0`,
          '4800 +++ exited with 0 +++',
        ),
        'structure',
      ).processes,
    );
  t.equal(run(41639), run(53111));
  t.match(run(41639), '"address":"127.0.0.1:<port>"');
  t.match(run(41639), '"$CWD/port-<port>.sock"');
  t.match(run(41639), '["client","--port","<port>","http://127.0.0.1:<port>/x"]');
  t.end();
});

test('a port that the program chose stays', (t) => {
  t.equal(
    stepOf(`connect(${tcp}, ${port(5432)}, 16) = -1 ECONNREFUSED (Connection refused)`)['address'],
    '127.0.0.1:5432',
  );
  t.equal(stepOf(`bind(${tcp}, ${port(8080)}, 16) = 0`)['address'], '127.0.0.1:8080');
  const steps = stepsOf([
    `bind(${tcp}, ${port(8080)}, 16) = 0`,
    'listen(3<TCP:[127.0.0.1:8080]>, 5) = 0',
    `connect(4<TCP:[10]>, ${port(8080)}, 16) = 0`,
  ]);
  t.match(steps[2], { address: '127.0.0.1:8080' }, 'though a socket is seen to have it');
  t.notSame(stepOf(`connect(${tcp}, ${port(80)}, 16) = 0`), stepOf(`connect(${tcp}, ${port(81)}, 16) = 0`));
  t.end();
});

test('every kind of address has its words', (t) => {
  const address = (text: string): unknown => stepOf(`connect(3<UNIX-STREAM:[9]>, ${text}, 16) = 0`)['address'];
  t.equal(address('{sa_family=AF_UNIX, sun_path="/run/x"}'), 'unix:/run/x');
  t.equal(address(`{sa_family=AF_UNIX, sun_path="${cwd}/s"}`), 'unix:$CWD/s');
  t.equal(address('{sa_family=AF_UNIX, sun_path=@"name"}'), 'unix:@name');
  t.equal(
    address(
      '{sa_family=AF_INET6, sin6_port=htons(53), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}',
    ),
    '[::1]:53',
  );
  t.equal(address('{sa_family=AF_NETLINK, nl_pid=4711, nl_groups=00000000}'), 'netlink');
  t.end();
});

test('where a datagram goes is an endpoint at every level, where it comes from is not', (t) => {
  const to = (host: string): string => `{sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("${host}")}`;
  const sendto = (host: string): string => `sendto(3<UDP:[77]>, "q", 1, 0, ${to(host)}, 16) = 1`;
  const header = `{msg_name=${to('8.8.8.8')}, msg_namelen=16, msg_iov=[{iov_base="q", iov_len=1}], msg_iovlen=1, msg_controllen=0, msg_flags=0}`;
  for (const level of ['exact', 'structure', 'contract'] as const) {
    t.notSame(
      shapeOf(whole(sendto('1.1.1.1'), sendto('8.8.8.8')), level),
      shapeOf(whole(sendto('1.1.1.1'), sendto('1.1.1.1')), level),
      level,
    );
    t.match(
      JSON.stringify(shapeOf(whole(sendto('1.1.1.1'), sendto('8.8.8.8')), level)),
      /1\.1\.1\.1:53.*8\.8\.8\.8:53/,
    );
  }
  t.equal(stepOf(`sendmsg(3<UDP:[77]>, ${header}, 0) = 1`)['to'], '8.8.8.8:53');
  t.equal(stepOf(`sendmmsg(3<UDP:[77]>, [{msg_hdr=${header}, msg_len=1}], 1, 0) = 1`)['to'], '8.8.8.8:53');
  const question = '{sdiag_family=AF_INET, id={idiag_src=inet_addr("0.0.0.0"), idiag_dst=inet_addr("0.0.0.0")}}';
  const asked = `{msg_name={sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, msg_namelen=12, msg_iov=[{iov_base=[{nlmsg_len=72}, ${question}], iov_len=72}], msg_iovlen=1, msg_controllen=0, msg_flags=0}`;
  t.notOk('to' in stepOf(`sendmsg(3<NETLINK:[SOCK_DIAG:9]>, ${asked}, 0) = 72`), 'addresses that are asked about');
  t.notOk('to' in stepOf(`recvfrom(3<UDP:[77]>, "a", 512, 0, ${to('8.8.8.8')}, [128 => 16]) = 1`));
  t.end();
});

test('ids of the user who runs the target are "own"', (t) => {
  t.equal(stepOf('setuid(1000) = 0')['uid'], '<own>');
  t.equal(stepOf('setuid(33) = 0')['uid'], 33);
  t.strictSame(stepsOf(['chown("x", 1000, -1) = 0']), [], 'to give a file to whom it belongs changes nothing');
  t.match(stepOf('chown("x", 33, 33) = 0'), { call: 'chown', path: '$CWD/x', owner: 33, group: 33 });
  t.end();
});
