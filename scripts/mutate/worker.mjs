/** One program in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureProgram } from './measure.mjs';

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort.postMessage(measureProgram(workerData));
