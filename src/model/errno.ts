/** Names of Linux's error numbers: the same on x86_64 and aarch64. include/uapi/asm-generic/errno{-base,}.h, and include/linux/errno.h from 512 on. */
const names: Readonly<Record<number, string>> = Object.fromEntries(
  [
    [
      1,
      'EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP',
    ],
    [
      42,
      'ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT',
    ],
    [
      59,
      'EBFONT ENOSTR ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON',
    ],
    [512, 'ERESTARTSYS ERESTARTNOINTR ERESTARTNOHAND ENOIOCTLCMD ERESTART_RESTARTBLOCK'],
  ].flatMap(([first, list]) =>
    String(list)
      .split(' ')
      .map((name, index) => [Number(first) + index, name]),
  ),
);

const numbers: ReadonlyMap<string, number> = new Map([
  ...Object.entries(names).map(([number, name]) => [name, Number(number)] as const),
  // Names that strace and errno(3) use for the same numbers.
  ['EWOULDBLOCK', 11],
  ['EDEADLOCK', 35],
  ['ENOTSUP', 95],
]);

/** The largest number that a system call returns negated; what is below is an address or a count. */
export const maxErrno = 4095;

/** `ENOENT` for 2; `errno 4000` for a number without a name. */
export function errnoName(number: number): string {
  return names[number] ?? `errno ${number}`;
}

/** The number of a name of this table; undefined: it is not in it. */
export function errnoNumber(name: string): number | undefined {
  return numbers.get(name) ?? (/^errno \d+$/.test(name) ? Number(name.slice(6)) : undefined);
}
