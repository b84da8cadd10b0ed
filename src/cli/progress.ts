/** One line on a terminal that says what is going on; nothing where there is no terminal, nothing for what takes less than a second. */
import type { Io } from './io.js';

export interface Progress {
  show(text: string): void;
  done(): void;
}

const quietMs = 1000;

export function progressLine({ stderr }: Io): Progress {
  if (stderr.isTTY !== true) return { show: () => undefined, done: () => undefined };
  const start = Date.now();
  let shown = false;
  let text = '';
  const draw = (): void => {
    if (Date.now() - start < quietMs) return;
    shown = true;
    stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(draw, 250);
  timer.unref();
  return {
    show: (now) => {
      text = now;
      draw();
    },
    done: () => {
      clearInterval(timer);
      if (shown) stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}
