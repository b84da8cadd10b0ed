import { test } from 'tap';
import { renderStraceTable } from '../../src/model/strace-table.js';

test('columns that are not asked for are left out', (t) => {
  const rows = [
    { name: 'read', calls: '12', errors: '~' },
    { name: 'a_call_with_a_long_name', calls: '~' },
  ];
  t.equal(
    renderStraceTable(['calls', 'errors'], rows, { name: 'total', calls: '~' }),
    `
    calls    errors syscall
--------- --------- ------------------------
       12         ~ read
        ~           a_call_with_a_long_name
--------- --------- ------------------------
        ~           total
`.slice(1),
  );
  t.end();
});
