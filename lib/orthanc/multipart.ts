import { Fault } from "../fault/fault.ts";

/** One part of a multipart/related body: its header lines by lower-case name, and its bytes. */
export interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Header lines of one part may not be longer than this. */
const MAX_HEADERS = 16_384;
const CRLF = "\r\n";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The boundary of a multipart content type (RFC 2046, quoted or not), or null if it has none. */
export function boundaryOf(contentType: string): string | null {
  if (!/^multipart\//i.test(contentType.trim())) return null;
  const found = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  return found?.[1] ?? found?.[2] ?? null;
}

/**
 * Writes parts as one multipart body, so that the request can carry a Content-Length: Orthanc has
 * answered 200 to chunked bodies of which it stored nothing. `boundary` must not occur in a body.
 */
export function writeMultipart(
  parts: readonly { readonly type: string; readonly body: Uint8Array }[],
  boundary: string,
): Uint8Array<ArrayBuffer> {
  const pieces = parts.flatMap(({ type, body }, n) => [
    encoder.encode(`${n === 0 ? "" : CRLF}--${boundary}${CRLF}Content-Type: ${type}${CRLF}${CRLF}`),
    body,
  ]);
  pieces.push(encoder.encode(`${parts.length === 0 ? "" : CRLF}--${boundary}--${CRLF}`));
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * Reads a multipart body part by part while it arrives; no more than one part is held. `maxBytes`
 * bounds the whole body. The delimiter alone ends a part: a part's own Content-Length is not
 * trusted. Faults: `too_large`, `orthanc_unavailable` when the body ends early or is malformed.
 */
export async function* readMultipart(
  stream: AsyncIterable<Uint8Array>,
  boundary: string,
  maxBytes: number,
): AsyncGenerator<Part> {
  const delimiter = encoder.encode(`${CRLF}--${boundary}`);
  // The first delimiter may stand at the very start: pretend that a line break came before it.
  const chunks = stream[Symbol.asyncIterator]();
  const buffer = new PartBuffer(chunks, maxBytes);
  buffer.prepend(encoder.encode(CRLF));
  try {
    await buffer.takeUntil(delimiter);
    while (true) {
      const rest = decoder.decode(await buffer.takeUntil(encoder.encode(CRLF)));
      if (rest.startsWith("--")) return;
      if (rest.trim() !== "") throw malformed("text follows a delimiter");
      const headers = await readHeaders(buffer);
      yield { headers, body: await buffer.takeUntil(delimiter) };
    }
  } finally {
    await chunks.return?.(); // lets go of the connection, however the reading ended
  }
}

/** Header lines up to the empty line; names in lower case, a repeated name keeps its last value. */
async function readHeaders(buffer: PartBuffer): Promise<Map<string, string>> {
  const headers = new Map<string, string>();
  let length = 0;
  while (true) {
    const line = decoder.decode(await buffer.takeUntil(encoder.encode(CRLF)));
    if (line === "") return headers;
    length += line.length;
    const colon = line.indexOf(":");
    if (colon < 1 || length > MAX_HEADERS) throw malformed("a part's header lines are not valid");
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

/** A growing view on a stream of bytes, from which what stands before a pattern is taken. */
class PartBuffer {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #maxBytes: number;
  #bytes = new Uint8Array(65_536);
  #start = 0;
  #end = 0;
  #received = 0;

  constructor(chunks: AsyncIterator<Uint8Array>, maxBytes: number) {
    this.#chunks = chunks;
    this.#maxBytes = maxBytes;
  }

  prepend(bytes: Uint8Array): void {
    this.#append(bytes);
  }

  /** A copy of the bytes before the next `pattern`; the pattern itself is consumed. */
  async takeUntil(pattern: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    let searched = this.#start;
    while (true) {
      const at = indexOf(this.#bytes, pattern, searched, this.#end);
      if (at >= 0) {
        const taken = this.#bytes.slice(this.#start, at);
        this.#start = at + pattern.length;
        return taken;
      }
      const offset = Math.max(0, this.#end - this.#start - pattern.length + 1);
      await this.#fill();
      searched = this.#start + offset;
    }
  }

  async #fill(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw malformed("it ends before its last delimiter");
    this.#received += value.length;
    if (this.#received > this.#maxBytes) {
      throw new Fault("too_large", `A multipart answer has more than ${this.#maxBytes} bytes`, {
        facts: { reason: `more than ${Math.floor(this.#maxBytes / 1e6)} MB` },
      });
    }
    this.#append(value);
  }

  #append(bytes: Uint8Array): void {
    const held = this.#end - this.#start;
    if (this.#end + bytes.length > this.#bytes.length) {
      const wanted = held + bytes.length;
      const room = wanted * 2 > this.#bytes.length
        ? new Uint8Array(Math.max(this.#bytes.length, 2 * wanted))
        : this.#bytes;
      room.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = room;
      this.#start = 0;
      this.#end = held;
    }
    this.#bytes.set(bytes, this.#end);
    this.#end += bytes.length;
  }
}

/**
 * First place of `pattern` in `bytes[from, to)`, or -1. Horspool's search: with a boundary of 40
 * bytes and more it looks at few of the bytes of an image.
 */
function indexOf(bytes: Uint8Array, pattern: Uint8Array, from: number, to: number): number {
  const last = pattern.length - 1;
  if (last <= 1) return indexOfShort(bytes, pattern, from, to);
  const skip = new Uint8Array(256).fill(Math.min(pattern.length, 255));
  for (let n = 0; n < last; n++) skip[pattern[n]!] = Math.min(last - n, 255);
  for (let at = from; at + last < to; at += skip[bytes[at + last]!]!) {
    let n = last;
    while (n >= 0 && bytes[at + n] === pattern[n]) n--;
    if (n < 0) return at;
  }
  return -1;
}

function indexOfShort(bytes: Uint8Array, pattern: Uint8Array, from: number, to: number): number {
  for (let at = from; at + pattern.length <= to; at++) {
    if (pattern.every((byte, n) => bytes[at + n] === byte)) return at;
  }
  return -1;
}

function malformed(reason: string): Fault {
  return new Fault("orthanc_unavailable", `A multipart answer cannot be read: ${reason}`);
}
