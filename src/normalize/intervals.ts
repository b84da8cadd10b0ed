/** A set of disjoint half-open address ranges `[start, end)`. */
export class Intervals {
  private ranges: { start: number; end: number }[] = [];

  /** Bytes in the set. */
  get size(): number {
    return this.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Takes `[start, end)` out and returns the parts that were in. */
  take(start: number, end: number): { start: number; end: number }[] {
    const taken: { start: number; end: number }[] = [];
    if (!this.ranges.some((range) => range.start < end && start < range.end)) return taken;
    this.ranges = this.ranges.flatMap((range) => {
      const from = Math.max(range.start, start);
      const to = Math.min(range.end, end);
      if (from >= to) return [range];
      taken.push({ start: from, end: to });
      return [
        { start: range.start, end: from },
        { start: to, end: range.end },
      ].filter((part) => part.start < part.end);
    });
    return taken;
  }

  add(start: number, end: number): void {
    if (start >= end) return;
    this.take(start, end);
    this.ranges.push({ start, end });
  }
}
