/** Largest answer of a neighbour that is read, in bytes. */
const LARGEST = 8 * 1024 * 1024;

/**
 * Reads the body of a neighbour's answer as JSON whatever its Content-Type says (OpenEMR 7.0 sends
 * JSON as text/html). Undefined for an empty body, for HTML and for anything else that is no JSON.
 *
 * @throws when the connection breaks or the body is larger than 8 MiB
 */
export async function readJson(response: Response): Promise<unknown> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    // Leaving the loop by a throw cancels the stream.
    if (size > LARGEST) throw new RangeError("The answer is too large");
    chunks.push(chunk);
  }
  try {
    return JSON.parse(await new Blob(chunks).text());
  } catch {
    // Not JSON; the caller decides by the status what that means.
    return undefined;
  }
}
