import fs from 'node:fs';
import net from 'node:net';
import { promisify } from 'node:util';

const readFile = promisify(fs.readFile);
const names = Array.from({ length: 8 }, (_, i) => `data/f0${i}`);
const texts = await Promise.all(names.map((name) => readFile(name, 'utf8')));
// changed here
console.log(texts.join('').length, typeof net.connect);
