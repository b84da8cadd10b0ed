/** PcieBottleneck: time that goes into moving data to and from an accelerator, from what its driver is asked through system calls. */
import type { Activity, ActivityCall } from '../model/activity.js';
import type { Detector } from './detector.js';

const transfers = new Set(['read', 'write', 'pread', 'pwrite', 'sendfile', 'splice', 'copy_file_range']);
const waits = new Set(['poll', 'select', 'epoll_wait']);

/** What a trace shows of one device. */
export interface DeviceUse {
  readonly device: string;
  readonly transferNs: number;
  readonly controlNs: number;
  readonly waitNs: number;
  readonly bytes: number;
  readonly transfers: number;
  readonly controls: number;
}

/** `/dev/nvidia*`: `*` is any text without a slash. */
function matchesDevice(glob: string, path: string): boolean {
  const source = glob.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}(?:/|$)`).test(path);
}

function deviceOf({ object, path }: ActivityCall, globs: readonly string[]): string | undefined {
  return [object, path].find((name) => name !== undefined && globs.some((glob) => matchesDevice(glob, name)));
}

/** Transfer, control and wait time and bytes of each device. */
export function deviceUses({ processes }: Activity, globs: readonly string[]): DeviceUse[] {
  const uses = new Map<string, { -readonly [K in keyof DeviceUse]: DeviceUse[K] }>();
  for (const call of processes.flatMap(({ tasks }) => tasks.flatMap(({ calls }) => calls))) {
    const device = deviceOf(call, globs);
    if (device === undefined) continue;
    const use = uses.get(device) ?? {
      device,
      transferNs: 0,
      controlNs: 0,
      waitNs: 0,
      bytes: 0,
      transfers: 0,
      controls: 0,
    };
    uses.set(device, use);
    if (transfers.has(call.family)) {
      use.transferNs += call.durationNs;
      use.bytes += Math.max(0, call.value ?? 0);
      use.transfers += 1;
    } else if (waits.has(call.family)) use.waitNs += call.durationNs;
    else if (call.family === 'ioctl') {
      use.controlNs += call.durationNs;
      use.controls += 1;
    }
  }
  return [...uses.values()];
}

/** Drivers whose transfers make no system call are used by these alone: nothing can be said of them from a trace. */
export function isOpaque({ transfers: count, controls }: DeviceUse): boolean {
  return count === 0 && controls > 0;
}

const ms = (ns: number): string => `${Number((ns / 1e6).toFixed(ns < 1e7 ? 2 : 0))}ms`;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

function useText({ device, transfers: count, bytes, controls, controlNs, waitNs }: DeviceUse): string {
  return [
    `${device}: ${count} transfers`,
    `${bytes} bytes`,
    ...(controls > 0 ? [`${ms(controlNs)} of control`] : []),
    ...(waitNs > 0 ? [`${ms(waitNs)} of waiting`] : []),
  ].join(', ');
}

/**
 * With share s of the run's time in n transfers, the confidence is s · n / (n + 1): one transfer is no pattern. Time outside of transfers and of waiting
 * for the device counts as compute time.
 */
export const pcieBottleneck: Detector = (activity, { devices }) => {
  const uses = deviceUses(activity, devices);
  const seen = uses.filter(({ transfers: count }) => count > 0);
  const transferNs = seen.reduce((sum, use) => sum + use.transferNs, 0);
  const count = seen.reduce((sum, use) => sum + use.transfers, 0);
  const totalNs = activity.durationNs;
  if (count === 0 || totalNs <= 0) return [];
  const share = Math.min(1, transferNs / totalNs);
  const opaque = uses.filter(isOpaque).map(({ device }) => device);
  return [
    {
      pattern: 'PcieBottleneck',
      confidence: (share * count) / (count + 1),
      process: '',
      object: seen.map(({ device }) => device).join(', '),
      count,
      evidence: [
        `GPU transfers: ${ms(transferNs)} (${percent(share)} of total time)`,
        `Compute time: ${ms(Math.max(0, totalNs - transferNs))} (${percent(1 - share)} of total time)`,
        ...seen.map(useText),
        ...opaque.map((device) => `${device}: transfers make no system call and are not in these figures`),
      ],
    },
  ];
};
