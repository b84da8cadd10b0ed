/** What permissions forbid. Root may do everything by its capabilities, so this runs again without them: not as another user, who may not enter this folder. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { renderGolden } from '../../src/golden/render-golden.js';
import { readGolden, writeGolden } from '../../src/golden/store.js';
import { golden } from './sample.js';

/** CAP_DAC_OVERRIDE: 1, CAP_DAC_READ_SEARCH: 2 (linux/capability.h). */
function overridesPermissions(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${effective}`) & 6n) !== 0n;
}

const here = fileURLToPath(import.meta.url);

if (overridesPermissions()) {
  const dropped = '-dac_override,-dac_read_search';
  t.spawn('setpriv', ['--inh-caps', dropped, '--bounding-set', dropped, process.execPath, ...process.execArgv, here], {
    name: 'without capabilities',
  });
} else {
  t.test('a golden that may not be read, a folder that may not be written', async (t) => {
    const folder = t.testdir({});
    writeFileSync(join(folder, 'cat.json'), renderGolden(golden()).text);
    chmodSync(join(folder, 'cat.json'), 0o000);
    await t.rejects(readGolden(folder, 'cat'), { code: 'E_GOLDEN_UNREADABLE', message: /permission denied/ });
    chmodSync(folder, 0o555);
    await t.rejects(writeGolden(folder, 'cat', golden()), { code: 'E_GOLDEN_WRITE', message: /permission denied/ });
    chmodSync(folder, 0o755);
    t.strictSame(readdirSync(folder), ['cat.json']);
  });
}
