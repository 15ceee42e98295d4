import { Fault } from "../fault/fault.ts";
import { ask, type OrthancAccount, unexpected } from "./ask.ts";
import { writeMultipart } from "./multipart.ts";
import { sopUidOf } from "./sop_uid.ts";

/** Options of a request that can be given up. */
export interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

/** One POST carries at most this many bytes of files (and at least one file). */
const BATCH_BYTES = 64e6;
const STORE_MS = 120_000;

/**
 * Stores DICOM files by STOW-RS and believes nothing but the list of stored instances: Orthanc
 * answers 200 to a body it could not read, and 400 to one of which it stored a part. Storing what
 * is stored already is no error. Faults: `store_failed` (with how many are missing),
 * `orthanc_unavailable`, `dicom_invalid` for bytes that are no DICOM file.
 */
export async function storeFiles(
  account: OrthancAccount,
  files: readonly Uint8Array[],
  { signal }: Cancellable = {},
): Promise<void> {
  const missing = new Set(files.map(sopUidOf));
  for (const batch of batches(files)) {
    for (const uid of await post(account, batch, signal)) missing.delete(uid);
  }
  if (missing.size === 0) return;
  throw new Fault("store_failed", `The PACS did not store ${missing.size} of ${files.length}`);
}

/** UIDs that the PACS lists as stored after one POST. */
async function post(
  account: OrthancAccount,
  files: readonly Uint8Array[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const boundary = `neuronova-${crypto.randomUUID()}`;
  const parts = files.map((body) => ({ type: "application/dicom", body }));
  return await ask(account, "/orthanc/dicom-web/studies", {
    method: "POST",
    headers: {
      "content-type": `multipart/related; type="application/dicom"; boundary=${boundary}`,
      accept: "application/dicom+json",
    },
    body: writeMultipart(parts, boundary),
    timeoutMs: STORE_MS,
    signal,
  }, async (response) => {
    // 400 and 409 may still list instances that were stored; whoever is missing will be counted.
    if (![200, 202, 400, 409].includes(response.status)) throw unexpected(response.status);
    return storedUids(await response.text());
  });
}

/** ReferencedSOPInstanceUID of each item of ReferencedSOPSequence; none when it is no such answer. */
function storedUids(answer: string): string[] {
  const uids: string[] = [];
  let json: Record<string, { Value?: Record<string, { Value?: unknown[] }>[] }> | null;
  try {
    json = JSON.parse(answer);
  } catch {
    return []; // an error page or nothing: nothing counts as stored
  }
  for (const item of json?.["00081199"]?.Value ?? []) {
    const uid = item["00081155"]?.Value?.[0];
    if (typeof uid === "string") uids.push(uid);
  }
  return uids;
}

function batches(files: readonly Uint8Array[]): Uint8Array[][] {
  const all: Uint8Array[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.length > BATCH_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(file);
    bytes += file.length;
  }
  return all;
}
