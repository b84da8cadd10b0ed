#!/usr/bin/env node
/**
 * tap's output on stdin → a line per test file, whatever failed in full, what was skipped and why, and a last line `N passed, N failed, N skipped`, which is what CI reads.
 * Exit code 1 when something failed or tap did not come to its end.
 */
import { createInterface } from 'node:readline';

/** Failed assertions of a file: each `not ok` with its YAML block, under the subtests it is in. */
function failures(lines) {
  const shown = [];
  const path = [];
  let inBlock = false;
  let kept = false;
  for (const line of lines) {
    const depth = Math.floor(/^ */.exec(line)[0].length / 4);
    const text = line.trim();
    if (inBlock) {
      inBlock = text !== '...';
      if (kept && inBlock) shown.push(`    ${line}`);
    } else if (text === '---') {
      inBlock = true;
    } else if (text.startsWith('# Subtest: ')) {
      path.splice(Math.max(0, depth - 1), path.length, text.slice('# Subtest: '.length));
    } else if (/^(not )?ok \d/.test(text)) {
      // A subtest that fails because of what is in it (its line has the time it took) says nothing new.
      kept =
        text.startsWith('not ok') && !/ # (TODO|SKIP)\b/i.test(text) && !(shown.length > 0 && / # time=/.test(text));
      if (kept) shown.push(`  ${[...path.slice(0, depth), text].join(' › ')}`);
    }
  }
  return shown;
}

let file = [];
let total;
let bad = false;
for await (const line of createInterface({ input: process.stdin })) {
  const end = /^(not )?ok \d+ - (.*?)(?: # time=([\d.]+)ms)?(?: \{)?$/.exec(line);
  const [, skipped, why] = /^ *ok \d+ - (.*?) # SKIP ?(.*)$/i.exec(line) ?? [];
  if (skipped !== undefined) console.log(`skipped  ${skipped}: ${why || 'it does not say why'}`);
  const counts = /^# \{ (total: \d+.*) \}$/.exec(line);
  if (end) {
    console.log(`${end[1] ? 'FAILED' : 'ok    '} ${end[2]}${end[3] ? `  ${(end[3] / 1000).toFixed(1)} s` : ''}`);
    if (end[1]) {
      bad = true;
      console.log(failures(file).join('\n'));
    }
    file = [];
  } else if (counts) {
    total = Object.fromEntries(counts[1].split(', ').map((pair) => pair.split(': ')));
  } else {
    file.push(line);
    // A file that died before its first test says why in plain text; so does tap itself.
    if (/^Bail out!|^\S*Error/.test(line)) console.log(line);
  }
}
const { pass = 0, fail = 0, skip = 0, todo = 0 } = total ?? {};
const left = Number(skip) + Number(todo);
if (total === undefined) console.log('tap did not come to its end');
const failed = total === undefined ? Math.max(1, Number(fail)) : Number(fail);
console.log(`${pass} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ''}`);
process.exitCode = bad || failed > 0 || Number(pass) === 0 ? 1 : 0;
