/** Anti-patterns by the names that renacer.toml calls them. */
export const patternNames = [
  'GodProcess',
  'TightLoop',
  'PcieBottleneck',
  'MetadataPerItem',
  'TinyReads',
  'TinyWrites',
  'UnbufferedOutput',
  'RepeatedRead',
  'BusyPolling',
  'DescriptorLeak',
  'InheritedDescriptor',
  'FsyncStorm',
  'BadDescriptor',
  'MissingFsync',
  'ForkPerItem',
  'PredictableTempFile',
  'MmapChurn',
] as const;
export type PatternName = (typeof patternNames)[number];

/** Where Linux has accelerators: NVIDIA, the DRM drivers of the others, AMD's compute interface. */
export const defaultDevices = ['/dev/nvidia*', '/dev/dri/*', '/dev/kfd'] as const;

/** One place where a pattern was seen. */
export interface Detection {
  readonly pattern: PatternName;
  /** 0…1, by the formula that its detector documents. */
  readonly confidence: number;
  /** Creation path and program of the process; '' for the whole tree. */
  readonly process: string;
  /** What it is about: a file, a program, a device; '' for nothing in particular. */
  readonly object: string;
  /** What was counted; what, is the pattern's matter. */
  readonly count: number;
  /** Lines that show it: calls, files, shares. */
  readonly evidence: readonly string[];
}
