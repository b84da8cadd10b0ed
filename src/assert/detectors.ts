import type { Activity } from '../model/activity.js';
import { type Detection, type PatternName, patternNames } from '../model/patterns.js';
import { badDescriptor, descriptorLeak, inheritedDescriptor, predictableTempFile } from './detect-descriptors.js';
import type { Detector, DetectorOptions } from './detector.js';
import { pcieBottleneck } from './detect-devices.js';
import { fsyncStorm, missingFsync, repeatedRead, tinyReads, tinyWrites, unbufferedOutput } from './detect-io.js';
import { busyPolling, metadataPerItem, tightLoop } from './detect-loops.js';
import { forkPerItem, godProcess, mmapChurn } from './detect-processes.js';

/** Every anti-pattern; the compiler names the one that is missing. */
export const detectors: { readonly [P in PatternName]: Detector } = {
  GodProcess: godProcess,
  TightLoop: tightLoop,
  PcieBottleneck: pcieBottleneck,
  MetadataPerItem: metadataPerItem,
  TinyReads: tinyReads,
  TinyWrites: tinyWrites,
  UnbufferedOutput: unbufferedOutput,
  RepeatedRead: repeatedRead,
  BusyPolling: busyPolling,
  DescriptorLeak: descriptorLeak,
  InheritedDescriptor: inheritedDescriptor,
  FsyncStorm: fsyncStorm,
  BadDescriptor: badDescriptor,
  MissingFsync: missingFsync,
  ForkPerItem: forkPerItem,
  PredictableTempFile: predictableTempFile,
  MmapChurn: mmapChurn,
};

/** Everything that any detector sees, the surest first. */
export function detectAll(activity: Activity, options: DetectorOptions): Detection[] {
  return patternNames
    .flatMap((pattern) => detectors[pattern](activity, options))
    .sort((a, b) => b.confidence - a.confidence);
}
