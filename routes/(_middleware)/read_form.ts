import { Fault } from "../../lib/fault/fault.ts";

/** Forms of this portal hold a few short fields; anything larger is a mistake or an attack. */
const LARGEST = 16_384;

/**
 * The fields of a posted form.
 *
 * @throws {Fault} `too_large`, `input_invalid`
 */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("application/x-www-form-urlencoded")) {
    throw new Fault("input_invalid", "Not a form", { facts: { field: "content-type" } });
  }
  return new URLSearchParams(await readText(request));
}

/**
 * The body of a request as text, at most 16 KiB.
 *
 * @throws {Fault} `too_large`
 */
export async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST) {
      throw new Fault("too_large", "A request body is too large", {
        facts: { case: "body", limit: LARGEST },
      });
    }
    chunks.push(chunk);
  }
  return await new Blob(chunks as Uint8Array<ArrayBuffer>[]).text();
}
