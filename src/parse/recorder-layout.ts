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
  socket: 12,
} as const;
export const attachmentFlag = { missing: 1, truncated: 2, late: 4 } as const;
export const exitFlag = { last: 1, group: 2 } as const;
export const signalFlag = { ignored: 1, groupStop: 2 } as const;

export interface Arch {
  readonly name: string;
  readonly native: 'x86_64' | 'arm64';
  readonly compat: 'i386' | 'arm';
}

/** AUDIT_ARCH_* of <linux/audit.h>. */
export const arches: Readonly<Record<number, Arch>> = {
  0xc000003e: { name: 'x86_64', native: 'x86_64', compat: 'i386' },
  0xc00000b7: { name: 'aarch64', native: 'arm64', compat: 'arm' },
};

/** Node's own, which `toString('latin1')` calls after looking for the encoding. */
interface Latin1Buffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

/** What was read of an argument. It is looked at when its call has ended, if at all; until then its bytes stay where they are. */
export class Attachment {
  constructor(
    readonly kind: number,
    readonly argument: number,
    readonly item: number,
    readonly flags: number,
    private bytes: Buffer,
    private start: number,
    readonly size: number,
  ) {}

  get missing(): boolean {
    return (this.flags & attachmentFlag.missing) !== 0;
  }

  get truncated(): boolean {
    return (this.flags & attachmentFlag.truncated) !== 0;
  }

  /** One character per byte. */
  text(from = 0): string {
    return (this.bytes as Latin1Buffer).latin1Slice(this.start + from, this.start + this.size);
  }

  data(): Buffer {
    return this.bytes.subarray(this.start, this.start + this.size);
  }

  /** Takes a copy: the bytes around are about to be overwritten. */
  detach(): void {
    if (this.bytes.length === this.size) return;
    this.bytes = Buffer.from(this.data());
    this.start = 0;
  }
}

const firstRegister = 10;
const registers = 6;

/** One call as the stream has it: a view of a record, moved from one to the next. */
export class RawCall {
  tid = 0;
  tgid = 0;
  result = 0;
  beganNs = 0;
  endedNs = 0;
  #words: Uint32Array = new Uint32Array(0);
  #registers = 0;

  /** `at`: of the record, in words. */
  move(words: Uint32Array, at: number, tid: number, result: number): void {
    this.#words = words;
    this.#registers = at + firstRegister;
    this.tid = tid;
    this.tgid = words[at + 2] ?? 0;
    this.result = result;
  }

  /** The lower half of a register. */
  low(register: number): number {
    return this.#words[this.#registers + register * 2] ?? 0;
  }

  high(register: number): number {
    return this.#words[this.#registers + register * 2 + 1] ?? 0;
  }

  set(register: number, low: number, high: number): void {
    this.#words[this.#registers + register * 2] = low;
    this.#words[this.#registers + register * 2 + 1] = high;
  }

  /** Those behind it take its place. */
  drop(register: number): void {
    const at = this.#registers + register * 2;
    this.#words.copyWithin(at, at + 2, this.#registers + registers * 2);
  }
}

/** What a call changes when it has succeeded. */
export type Follow = (call: RawCall, attachments: readonly Attachment[]) => void;
