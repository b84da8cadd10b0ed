// Writes every schema of src/schema/registry.ts as JSON beside the compiled code, for editors and other tools. Runs after tsc.
import { writeFile } from 'node:fs/promises';

const folder = new URL('../dist/schema/', import.meta.url);
const { schemas } = await import(new URL('registry.js', folder));

for (const [name, schema] of Object.entries(schemas)) {
  await writeFile(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`);
}
