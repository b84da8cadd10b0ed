/**
 * The moment of a recording in the names of files that it made: `backup-20261121.tar`, `2026-11-21T11:54:09.log`, `run-1795258143`. Recognized by the
 * recording's own clock, so that a date which means something else stays.
 */

const day = 86_400_000;
const date = /(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?:[-_.T ]?\d{2}([-_.:h]?)\d{2}(?:\5\d{2}(?:[.,]\d+)?)?Z?)?(?!\d)/g;
/** Seconds, milliseconds, microseconds or nanoseconds since 1970. */
const epoch = /(?<!\d)(\d{10})(?:\.\d+|\d{3}|\d{6}|\d{9})?(?!\d)/g;

function noonOf(year: number, month: number, dayOfMonth: number): number {
  // oxlint-disable-next-line no-restricted-globals -- reads no clock
  return Date.UTC(year, month - 1, dayOfMonth, 12);
}

/** Replaces dates and times within a day of `started` (milliseconds since 1970; any time zone) by `<time>`. Undefined: nothing says when it was. */
export function withoutMoment(text: string, started: number | undefined): string {
  if (started === undefined || !/\d{4}/.test(text)) return text;
  const near = (milliseconds: number, days: number): boolean => Math.abs(milliseconds - started) <= days * day;
  return text
    .replace(date, (whole: string, year: string, _separator: string, month: string, dayOfMonth: string) =>
      near(noonOf(Number(year), Number(month), Number(dayOfMonth)), 2) ? '<time>' : whole,
    )
    .replace(epoch, (whole: string, seconds: string) => (near(Number(seconds) * 1000, 1) ? '<time>' : whole));
}
