/** What stands behind the last slash of a path, as it is: nothing behind one at the end. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
