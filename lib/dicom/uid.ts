const UID = /^\d+(\.\d+)+$/;

/**
 * Is the text a unique identifier as PS3.5 chapter 9 has it, at most 64 characters? Leading zeros in
 * a component are forbidden there and yet written by some scanners: they are read, never made.
 */
export function isUid(text: string): boolean {
  return text.length <= 64 && UID.test(text);
}

/**
 * A UID that depends on nothing but the parts: "2.25." and the decimal of the first 128 bits of
 * SHA-256 over the parts, each preceded by its length in bytes (4 bytes, big endian), so that
 * ("ab", "c") and ("a", "bc") differ. Root 2.25 is the one for UUID-like numbers (PS3.5 B.2).
 * The same request, model and inputs thus give the same objects, and a retry cannot make a second.
 */
export async function deriveUid(...parts: string[]): Promise<string> {
  const chunks = parts.map((part) => new TextEncoder().encode(part));
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + 4 + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    new DataView(bytes.buffer).setUint32(at, chunk.length);
    bytes.set(chunk, at + 4);
    at += 4 + chunk.length;
  }
  const digest = new DataView(await crypto.subtle.digest("SHA-256", bytes));
  return `2.25.${(digest.getBigUint64(0) << 64n) | digest.getBigUint64(8)}`;
}
