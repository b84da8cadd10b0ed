/** The records of src/native/recorder.h: offsets in bytes from a record's beginning. */

export const frameHead = 8;
export const protocolVersion = 1;
/** Of RECORDER_MAGIC, in two words. */
export const magic = [0x74676174, 0x65636172] as const;

export const recordType = { hello: 1, call: 2, attachment: 3, fork: 4, exec: 5, exit: 6, signal: 7, end: 8 } as const;
export const callFlag = { compat: 1, noEnter: 2, unfinished: 4 } as const;
export const attachmentKind = {
  string: 1,
  address: 2,
  argv: 3,
  iovec: 4,
  fdPair: 5,
  struct: 6,
  object: 7,
  folder: 8,
  argArea: 9,
  data: 10,
  refusal: 11,
} as const;
export const attachmentFlag = { missing: 1, truncated: 2, late: 4 } as const;
export const exitFlag = { last: 1, group: 2 } as const;
export const signalFlag = { ignored: 1, groupStop: 2 } as const;

/** AUDIT_ARCH_* of <linux/audit.h>. */
export const arches: Readonly<Record<number, { name: string; native: 'x86_64' | 'arm64'; compat: 'i386' | 'arm' }>> = {
  0xc000003e: { name: 'x86_64', native: 'x86_64', compat: 'i386' },
  0xc00000b7: { name: 'aarch64', native: 'arm64', compat: 'arm' },
};

/** Those that are text; making a string of them is cheaper than keeping a copy of their bytes. */
export const isText = (kind: number): boolean =>
  kind === attachmentKind.string ||
  kind === attachmentKind.argv ||
  kind === attachmentKind.data ||
  kind === attachmentKind.refusal ||
  kind === attachmentKind.folder ||
  kind === attachmentKind.argArea;

/** What was read of an argument. */
export interface Attachment {
  readonly kind: number;
  readonly argument: number;
  readonly item: number;
  readonly flags: number;
  /** Strings, arguments and data, one character per byte; '' for the rest. */
  readonly text: string;
  /** The bytes of everything else. */
  readonly data: Buffer;
}

/** One call as the stream has it. */
export interface RawCall {
  tid: number;
  tgid: number;
  nr: number;
  flags: number;
  enterNs: number;
  durationNs: number;
  result: number;
  /** The registers in two words each. */
  low: Uint32Array;
  high: Uint32Array;
}
