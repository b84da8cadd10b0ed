/** Paths as text of one character per byte. */

export function cleanPath(path) {
  if (!/\/(?:\.?\/|\.$)|\/\/|\/\.\.(?:\/|$)/.test(path))
    return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const parts = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function joinPath(folder, path) {
  return cleanPath(path.startsWith('/') ? path : `${folder}/${path}`);
}

export const parentOf = (path) => path.slice(0, path.lastIndexOf('/')) || '/';
export const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);

/** Is it the folder, or something in it? */
export function isBelow(path, folder) {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
