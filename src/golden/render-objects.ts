/** Objects as they are printed: one that lives once is a line; others have a line for each of their lives, so that a change is a line. */
import type { GoldenSpot } from '../model/difference.js';
import type { Life, ObjectShape } from '../model/golden.js';
import { json, type Page } from './page.js';
import { shortStep } from './short-step.js';

export interface ObjectLines {
  readonly head: number;
  readonly objects: readonly { readonly head: number; readonly lives: readonly number[] }[];
}

/** `most` of what has no upper limit. */
const anyNumber = 'any';

function lifeText({ by, steps, least, most }: Life, object: string): string {
  const times =
    most === Number.MAX_SAFE_INTEGER
      ? { least, most: anyNumber }
      : least !== most
        ? { least, most }
        : most === 1
          ? {}
          : { times: most };
  return json({ by, steps: steps.map((step, index) => shortStep(step, index, object)), ...times });
}

export function renderObjects(page: Page, objects: readonly ObjectShape[]): ObjectLines {
  if (objects.length === 0) return { head: page.add('  "objects": [],'), objects: [] };
  const head = page.add('  "objects": [');
  const lines = objects.map((shape, index) => renderObject(page, shape, index === objects.length - 1 ? '' : ','));
  page.add('  ],');
  return { head, objects: lines };
}

function renderObject(
  page: Page,
  { object, lives, order }: ObjectShape,
  after: string,
): ObjectLines['objects'][number] {
  const texts = lives.map((life) => lifeText(life, object));
  const begin = `    {"object":${json(object)},"lives":[`;
  const end = `]${order === undefined ? '' : `,"order":${json(order)}`}}${after}`;
  if (texts.length === 1) {
    const line = page.add(`${begin}${texts[0]}${end}`);
    return { head: line, lives: [line] };
  }
  const head = page.add(begin);
  const numbers = texts.map((text, index) => page.add(`      ${text}${index === texts.length - 1 ? end : ','}`));
  return { head, lives: numbers };
}

export function objectLine(lines: ObjectLines, spot: GoldenSpot & { readonly index: number }): number {
  const object = lines.objects['object' in spot ? spot.object : spot.index];
  if (!object) return lines.head;
  return ('object' in spot ? object.lives[spot.index] : undefined) ?? object.head;
}
