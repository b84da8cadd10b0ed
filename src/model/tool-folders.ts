/** What trace-gate itself keeps beside renacer.toml. */

/** `directory`: the folder of renacer.toml, absolute and not `/`. */
export function goldenFolderOf(directory: string): string {
  return `${directory}/golden_traces`;
}

/** Untracked: the last verdict. */
export function recordFolderOf(directory: string): string {
  return `${directory}/.trace-gate`;
}
