/** Recordings and untraced runs → what assertions judge and tables show. */
import { median } from '../model/median.js';
import type { Measurements, RecordingFigures, Timing } from '../model/measurements.js';
import type { TargetFigures } from '../model/verdict.js';
import type { Behaviour } from '../normalize/behaviour.js';

function recordingFigures(behaviour: Behaviour): RecordingFigures {
  return {
    ...behaviour.totals,
    calls: behaviour.calls,
    allocatedBytes: behaviour.processes.reduce((sum, process) => sum + process.allocatedBytes, 0),
    tasks: behaviour.processes.map(({ program }) => ({ program })),
  };
}

export function measurementsOf(
  target: string,
  behaviours: readonly Behaviour[],
  timings: readonly Timing[],
): Measurements {
  return { target, recordings: behaviours.map(recordingFigures), timings };
}

export function figuresOfTarget(behaviours: readonly Behaviour[], timings: readonly Timing[]): TargetFigures {
  const first = behaviours[0];
  return {
    ...(first
      ? {
          calls: [...first.calls.values()].reduce((sum, count) => sum + count, 0),
          processes: first.processes.length,
          allocatedBytes: first.processes.reduce((sum, process) => sum + process.allocatedBytes, 0),
        }
      : {}),
    ...(timings.length > 0
      ? {
          wallMs: median(timings.map(({ wallNs }) => wallNs)) / 1e6,
          peakRssBytes: Math.max(...timings.map((timing) => timing.peakRssBytes)),
        }
      : {}),
  };
}
