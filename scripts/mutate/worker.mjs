/** One program in a thread of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { measureProgram } from './measure.mjs';

parentPort.postMessage(measureProgram(workerData));
