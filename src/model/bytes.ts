/** A text as a tracer's strings hold it: one character per byte of its UTF-8. */
export function textToBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/**
 * Text of a byte string (one character per byte). UTF-8 where it is valid; otherwise each byte that is not printable ASCII as `\xNN`,
 * so that two different names never become one.
 */
export function bytesToText(bytes: string): string {
  if (/^[\x20-\x7e]*$/.test(bytes)) return bytes;
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  if (!text.includes('\ufffd') && Buffer.from(text, 'utf8').toString('latin1') === bytes) return text;
  return bytes.replace(/[^\x20-\x7e]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
