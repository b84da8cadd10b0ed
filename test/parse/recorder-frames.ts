/** Streams of the recorder (src/native/recorder.h), made by hand. */

/** A frame of src/native/recorder.h. */
export function frame(...parts: Buffer[]): Buffer {
  const record = Buffer.concat(parts);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(record.length);
  return Buffer.concat([head, record, Buffer.alloc(-record.length & 7)]);
}

export function words(...values: (number | bigint)[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(typeof value === 'bigint' ? 8 : 4);
      if (typeof value === 'bigint') bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
      else bytes.writeUInt32LE(value >>> 0);
      return bytes;
    }),
  );
}

export const head = (type: number, tid: number, flags = 0): Buffer => words(type | (flags << 16), tid);
export const hello = frame(head(1, 7), Buffer.from('tagtrace'), words(1, 1, 0xc000003e, 1, 5n));
export const attachment = (kind: number, argument: number, data: Buffer, item = 0, flags = 0): Buffer =>
  frame(head(3, 7, flags), words(kind | (argument << 8) | (item << 16), data.length), data);
export const call = (nr: number, args: readonly bigint[], result: bigint, time: bigint, flags = 0): Buffer =>
  frame(head(2, 7, flags), words(7, nr, time, 10n, result, ...args, ...Array<bigint>(6 - args.length).fill(0n)));
export const exit = (time: bigint): Buffer => frame(head(6, 7, 1), words(7, 3 << 8, time), Buffer.alloc(64));
export const end = (lost: bigint): Buffer => frame(head(8, 7), words(0, 0, 9n, 1n, lost, 0n, 0n, 0n));
