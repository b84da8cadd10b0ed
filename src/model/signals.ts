/** Signal numbers of <asm-generic/signal.h> from 1 on: the same on x86_64 and aarch64. */
const names =
  'SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS'.split(
    ' ',
  );

/** The number of `SIGTERM`, of strace's `SIGRT_3` and of `SIGRTMIN`; 0: there is no such signal. */
export function signalNumber(name: string): number {
  const realTime = /^SIGRT(?:_(\d+)|MIN)$/.exec(name);
  // The kernel's first real-time signal; a libc keeps two or three of them for itself and counts from behind those.
  return realTime ? 32 + Number(realTime[1] ?? 0) : names.indexOf(name) + 1;
}

/** `SIGTERM` for 15, `SIGRT_3` for 35. */
export function signalName(number: number): string {
  if (number >= 32 && number <= 64) return number === 32 ? 'SIGRTMIN' : `SIGRT_${number - 32}`;
  return names[number - 1] ?? `SIG${number}`;
}
