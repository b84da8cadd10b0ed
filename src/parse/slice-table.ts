/** Of a long slice only the ends are hashed: descriptor numbers differ at the head of `3</usr/lib/…/libc.so.6>`, paths at the tail. */
const hashedHead = 4;
const hashedTail = 20;

/**
 * A fixed-size, direct-mapped cache from a slice of a big string to a value made of it. Logs repeat the same few thousand names, flags
 * and descriptors; a hit costs one pass over the slice and no allocation, and the memory never grows with the log.
 */
export class SliceTable<T> {
  readonly #texts: (string | undefined)[];
  readonly #values: (T | undefined)[];
  readonly #mask: number;
  readonly #make: (slice: string) => T;

  /** `make` builds the value of a slice that is not in the table; the slice it gets owns its characters. */
  constructor(bits: number, make: (slice: string) => T) {
    this.#texts = Array.from({ length: 1 << bits }, () => undefined);
    this.#values = Array.from({ length: 1 << bits }, () => undefined);
    this.#mask = (1 << bits) - 1;
    this.#make = make;
  }

  /** The value of `text.slice(start, end)`. */
  get(text: string, start: number, end: number): T {
    let hash = end - start;
    let at = start;
    if (hash > hashedHead + hashedTail) {
      for (; at < start + hashedHead; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
      at = end - hashedTail;
    }
    for (; at < end; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const slot = (hash ^ (hash >>> 15)) & this.#mask;
    const known = this.#texts[slot];
    if (known !== undefined && known.length === end - start && text.startsWith(known, start))
      return this.#values[slot] as T;
    const slice = ownSlice(text, start, end);
    const value = this.#make(slice);
    this.#texts[slot] = slice;
    this.#values[slot] = value;
    return value;
  }
}

/**
 * `text.slice(start, end)` with characters of its own. V8 makes a slice of 13 or more characters a view that keeps the whole text alive: one
 * remembered path would hold its 64 KiB chunk of the log.
 */
export function ownSlice(text: string, start: number, end: number): string {
  return end - start < 13 ? text.slice(start, end) : (' ' + text.slice(start, end)).slice(1);
}
