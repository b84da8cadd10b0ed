import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const outputs = await Promise.all(['data/f00', 'data/f01'].map((name) => run('wc', ['-c', name])));
// changed here
console.log(outputs.length, fs.existsSync('data/f02'));
