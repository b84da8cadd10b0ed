import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { findConfig } from '../../src/config/find-config.js';
import { readConfig } from '../../src/config/read-config.js';
import { target } from './problems-of.js';

test('reads one file, and names it in every place', async (t) => {
  const folder = t.testdir({ 'renacer.toml': target });
  const file = join(folder, 'renacer.toml');
  const { config, notes } = await readConfig(file);
  t.match(config, { file, directory: folder, targets: [{ name: 'ls', cwd: folder, place: { file } }] });
  t.strictSame(notes, []);
});

test('a file that is not there, a folder, text that is not UTF-8', async (t) => {
  const folder = t.testdir({ folder: {} });
  await t.rejects(readConfig(join(folder, 'none.toml')), {
    code: 'E_CONFIG_NOT_FOUND',
    exitCode: 2,
    message: /none\.toml can't be read: it does not exist/,
  });
  await t.rejects(readConfig(join(folder, 'folder')), { code: 'E_CONFIG_NOT_FOUND', message: /it is a folder/ });
  const latin = join(folder, 'latin.toml');
  writeFileSync(latin, Buffer.from([0x23, 0xe9, 0x0a]));
  await t.rejects(readConfig(latin), { code: 'E_CONFIG', exitCode: 2, message: /latin\.toml:1:1: .*not UTF-8/ });
});

test('a byte order mark and CRLF are no problem', async (t) => {
  const folder = t.testdir({ 'renacer.toml': `\ufeff${target.replaceAll('\n', '\r\n')}` });
  const { config } = await readConfig(join(folder, 'renacer.toml'));
  t.match(config.targets, [{ name: 'ls', place: { line: 1, column: 1 } }]);
});

test('finds the file here or in the nearest folder above', async (t) => {
  const folder = t.testdir({ 'renacer.toml': '', a: { 'renacer.toml': '', b: { c: {} } }, d: {} });
  t.equal(await findConfig(join(folder, 'a', 'b', 'c')), join(folder, 'a', 'renacer.toml'));
  t.equal(await findConfig(join(folder, 'a')), join(folder, 'a', 'renacer.toml'));
  mkdirSync(join(folder, 'd', 'renacer.toml'));
  t.equal(await findConfig(join(folder, 'd')), join(folder, 'renacer.toml'), 'a folder of that name is none');
  t.equal(await findConfig('/proc/self'), undefined);
});
