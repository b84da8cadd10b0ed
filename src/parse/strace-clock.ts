import type { Lead } from './strace-lead.js';

const secondsPerDay = 86_400;

/** Turns the times of a log, in whatever form it has them, into nanoseconds since its first one. */
export class StraceClock {
  #baseSeconds = -1;
  #baseNanos = 0;
  #lastSeconds = 0;
  #days = 0;
  #elapsedNs = 0;

  /** The time of a line. A line without one has the time of the line before. */
  at(lead: Lead): number {
    if (lead.form === 'none') return this.#elapsedNs;
    if (lead.form === 'relative') {
      // The first difference of -r is from nothing.
      if (this.#baseSeconds === -1) this.#baseSeconds = 0;
      else this.#elapsedNs += lead.seconds * 1e9 + lead.nanos;
      return this.#elapsedNs;
    }
    let seconds = lead.seconds;
    if (lead.form === 'clock') seconds += this.#day(seconds);
    if (this.#baseSeconds === -1) {
      this.#baseSeconds = seconds;
      this.#baseNanos = lead.nanos;
    }
    this.#elapsedNs = (seconds - this.#baseSeconds) * 1e9 + lead.nanos - this.#baseNanos;
    return this.#elapsedNs;
  }

  /** A time of day that falls by more than half a day has passed midnight; a small step back is the clock being set. */
  #day(seconds: number): number {
    if (this.#baseSeconds !== -1 && seconds < this.#lastSeconds - secondsPerDay / 2) this.#days++;
    this.#lastSeconds = seconds;
    return this.#days * secondsPerDay;
  }
}
