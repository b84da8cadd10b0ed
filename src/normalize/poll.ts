/** What a poll, select or epoll_wait looked for, as far as it came: the streams among the descriptors that were ready. */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import { fieldOf } from './argument-parts.js';
import type { Descriptor } from './descriptors.js';
import { hasFlag } from './tree.js';

export interface Watched {
  /** To be read from; '' for none. */
  readonly stream: string;
  /** To be written to; '' for none. */
  readonly writable: string;
}

type Lookup = (arg: DecodedArg | number) => Descriptor | undefined;

function watchedOf(descriptor: Descriptor | undefined, reads: boolean, writes: boolean): Watched[] {
  const stream = reads ? (descriptor?.in ?? '') : '';
  const writable = writes ? (descriptor?.out ?? '') : '';
  return stream === '' && writable === '' ? [] : [{ stream, writable }];
}

/** `[{fd=5, revents=POLLIN}]`: descriptors and what they were ready for. */
function readyOfPoll(note: string | undefined): Map<number, string> {
  const found = (note ?? '').matchAll(/\{fd=(\d+), revents=([A-Z|]+)/g);
  return new Map([...found].map(([, fd, events = '']) => [Number(fd), events]));
}

function ofPoll({ args, note }: SyscallEvent, lookup: Lookup): Watched[] {
  const ready = readyOfPoll(note);
  const items = args[0]?.kind === 'array' ? args[0].items : [];
  return items.flatMap((item) => {
    const fd = fieldOf([item], 'fd');
    const number = fd?.kind === 'fd' ? fd.fd : fd?.kind === 'number' ? fd.value : NaN;
    const events = ready.get(number);
    if (!fd || (ready.size > 0 && events === undefined)) return [];
    const has = (name: string): boolean => events?.includes(name) ?? hasFlag([item], name);
    return watchedOf(lookup(fd), has('POLLIN') || has('POLLHUP'), has('POLLOUT'));
  });
}

/** `in [3], left {…}`, `in [3 5], out [4]`: the numbers in one of the sets. */
function readyOfSelect(note: string | undefined, set: 'in' | 'out'): number[] {
  const numbers = new RegExp(`(?:^|\\W)${set} \\[([\\d ]+)\\]`).exec(note ?? '')?.[1] ?? '';
  return numbers === '' ? [] : numbers.split(' ').map(Number);
}

/** The streams that a successful call found ready, or all that it asked for where the trace does not tell. */
export function watchedDescriptors(event: SyscallEvent, lookup: Lookup): Watched[] {
  switch (syscallSpec(event.name).family) {
    case 'poll':
      return ofPoll(event, lookup);
    case 'select':
      return [
        ...readyOfSelect(event.note, 'in').flatMap((fd) => watchedOf(lookup(fd), true, false)),
        ...readyOfSelect(event.note, 'out').flatMap((fd) => watchedOf(lookup(fd), false, true)),
      ];
    case 'epoll_wait': {
      const epoll = event.args[0] && lookup(event.args[0]);
      return [...(epoll?.watched?.values() ?? [])].flatMap((descriptor) =>
        watchedOf(descriptor, true, hasFlag(event.args, 'EPOLLOUT')),
      );
    }
    default:
      return [];
  }
}
