/** The folders of a recording that become placeholders, and what is known by them. */
import { textToBytes } from '../model/bytes.js';
import type { NormalizeContext } from './context.js';
import { cleanPath, parentOf } from './folders.js';
import type { Forms } from './surrounding-forms.js';

export interface Prefix {
  readonly folder: string;
  readonly mark: string;
}

/** The folders of a recording that become placeholders. A project that was moved is still there under the name that it had before. */
export function prefixesOf(context: NormalizeContext): Prefix[] {
  const { cwd, root, origins: [origin, originalRoot] = [] } = context;
  const prefixes: Prefix[] = [{ folder: cwd, mark: '$CWD' }];
  if (root !== undefined) prefixes.push({ folder: root, mark: '$ROOT' });
  if (origin !== undefined) prefixes.push({ folder: origin, mark: '$CWD' });
  if (originalRoot !== undefined) prefixes.push({ folder: originalRoot, mark: '$ROOT' });
  for (const folder of context.homes) prefixes.push({ folder, mark: '$HOME' });
  for (const folder of context.temps) prefixes.push({ folder, mark: '$TMP' });
  return prefixes
    .map(({ folder, mark }) => ({ folder: cleanPath(textToBytes(folder)), mark }))
    .filter(({ folder }) => folder !== '/' && folder !== '')
    .toSorted((a, b) => b.folder.length - a.folder.length);
}

/**
 * Finds, in a content, the folders in each spelling and the host name; longest first. /tmp is a name that programs know by themselves. Behind a small letter a
 * short folder is another path's middle (`/usr/app`), before a letter another name's beginning.
 */
export function mentionPatterns(prefixes: readonly Prefix[], forms: Forms, host = ''): readonly RegExp[] {
  const spelled = forms
    .filter(([, mark]) => /^<(?:encoded|escaped|dashed|underscored)/.test(mark))
    .map(([text]) => text);
  const folders = prefixes.map(({ folder }) => folder).filter((folder) => folder !== '/tmp');
  return [...new Set([...folders, ...spelled, ...(host.length > 3 && host !== 'localhost' ? [textToBytes(host)] : [])])]
    .sort((a, b) => b.length - a.length)
    .map((text) => new RegExp(`(?<![a-z0-9_.])${escapePattern(text)}(?![A-Za-z0-9_-])`, 'g'));
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Every folder above one of these, `/` left out. */
export function ancestorsOf(prefixes: readonly Prefix[]): Set<string> {
  const above = new Set<string>();
  for (const { folder } of prefixes)
    for (let parent = parentOf(folder); parent !== '/'; parent = parentOf(parent)) above.add(parent);
  return above;
}
