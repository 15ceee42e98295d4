import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import { boundaryOf, type Part, readMultipart, writeMultipart } from "./multipart.ts";

const encoder = new TextEncoder();

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? bytes.length;
    yield await Promise.resolve(bytes.subarray(at, at + size));
    at += size;
  }
}

async function collect(parts: AsyncIterable<Part>): Promise<Part[]> {
  const all: Part[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error.code;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

/** Bytes that like to look as the delimiter does. */
const nasty = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom("\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\n--bound", "--boundar", "\r\n\r\n")
      .map((text) => encoder.encode(text)),
  ),
  { maxLength: 12 },
).map((pieces) => new Uint8Array(pieces.flatMap((piece) => [...piece])));

Deno.test("`readMultipart()` gives back what `writeMultipart()` wrote, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(nasty, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (bodies, sizes) => {
        const boundary = "boundary-2b1f";
        const parts = bodies.map((body) => ({ type: "application/dicom", body }));
        const bytes = writeMultipart(parts, boundary);
        const read = await collect(readMultipart(inChunks(bytes, sizes), boundary, 1e6));
        assert.deepEqual(read.map((part) => [...part.body]), bodies.map((body) => [...body]));
        for (const part of read) {
          assert.equal(part.headers.get("content-type"), "application/dicom");
        }
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("`readMultipart()` ignores a preamble and what follows the last delimiter", async () => {
  const text = "hello\r\n--b\r\nContent-Type: a/b\r\nContent-Length: 1\r\n\r\nxyz\r\n--b--\r\ntail";
  const [part, ...more] = await collect(
    readMultipart(inChunks(encoder.encode(text), [3]), "b", 999),
  );
  assert.equal(new TextDecoder().decode(part?.body), "xyz");
  assert.equal(more.length, 0);
});

Deno.test("`readMultipart()` refuses a body that is cut off, malformed or too large", async () => {
  const bytes = writeMultipart([{ type: "a/b", body: new Uint8Array(500) }], "b");
  const read = (part: Uint8Array, most = 1e6) =>
    collect(readMultipart(inChunks(part, [64]), "b", most));
  for (const cut of [0, 3, 20, 300, bytes.length - 4]) {
    assert.equal(await codeOf(() => read(bytes.subarray(0, cut))), "orthanc_unavailable");
  }
  assert.equal(await codeOf(() => read(bytes, 400)), "too_large");
  assert.equal(
    await codeOf(() => read(encoder.encode("--b\r\nno colon\r\n\r\nx\r\n--b--"))),
    "orthanc_unavailable",
  );
});

Deno.test("`boundaryOf()` reads quoted and bare boundaries and nothing else", () => {
  assert.equal(boundaryOf('multipart/related; type="application/dicom"; boundary=a-b'), "a-b");
  assert.equal(boundaryOf('multipart/related; boundary="a b"; type=x'), "a b");
  assert.equal(boundaryOf("multipart/related"), null);
  assert.equal(boundaryOf("application/json; boundary=x"), null);
});
