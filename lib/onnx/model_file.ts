import { Fault } from "../fault/fault.ts";

/** A model on disk and the checksum it must have. */
export interface ModelFile {
  readonly path: string;
  /** SHA-256 in lower-case hexadecimal. */
  readonly sha256: string;
}

/** SHA-256 of bytes as lower-case hexadecimal. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return new Uint8Array(digest).toHex();
}

/**
 * Reads a model file and checks the very bytes that will run, so that a file altered after its pack
 * was opened cannot slip in. Fault `model_broken` when it is missing or its checksum differs.
 */
export async function readModelFile(model: ModelFile): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(model.path);
  } catch (cause) {
    throw new Fault("model_broken", `The model file cannot be read: ${model.path}`, {
      cause,
      facts: { reason: "the model file cannot be read" },
    });
  }
  const found = await sha256Hex(bytes);
  if (found === model.sha256) return bytes;
  throw new Fault("model_broken", `SHA-256 of ${model.path} is ${found}, not ${model.sha256}`, {
    facts: { reason: "the checksum of the model file differs from the manifest" },
  });
}
