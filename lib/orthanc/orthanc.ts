import { Fault } from "../fault/fault.ts";
import { ask, type OrthancAccount, readJson, unexpected } from "./ask.ts";
import { boundaryOf, readMultipart } from "./multipart.ts";
import { type Cancellable, storeFiles } from "./store.ts";

/** One data set of the DICOM JSON model (PS3.18 annex F), by eight-digit tag. */
export type DicomJson = Readonly<
  Record<string, { readonly vr: string; readonly Value?: readonly unknown[] }>
>;

/** What changed in the PACS: for studies and series, by Orthanc's own ids. */
export interface Change {
  readonly seq: number;
  readonly type: string;
  readonly resource: string;
  readonly id: string;
}

/** A page of changes; `last` is where the next page begins. */
export interface ChangePage {
  readonly changes: readonly Change[];
  readonly last: number;
  readonly done: boolean;
}

const ROOT = "/orthanc/dicom-web";
const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
/** A series of more than this is refused: the worker could not hold it. */
const SERIES_BYTES = 2e9;
const SERIES_MS = 180_000;
/** Orthanc's own ids: a SHA-1 in five groups, the only thing that may follow in its paths. */
const ORTHANC_ID = /^[0-9a-f-]{44}$/;

/**
 * One Orthanc as the portal and the worker use it: DICOMweb, and a few questions of its own. Nothing
 * is dialled before the first call. Every call is bounded in time and size and throws
 * `orthanc_unavailable` when the PACS does not answer as it should, `study_not_found` when it has no
 * such object, and the reason of `signal` when that aborts.
 */
export class Orthanc {
  readonly #account: OrthancAccount;

  constructor({ url, user, password }: OrthancAccount) {
    this.#account = { url, user, password };
  }

  /**
   * Studies by QIDO-RS, a page at a time. Orthanc 1.10 does not decode percent-escapes in a query:
   * only a study's UID can be asked for.
   */
  searchStudies(
    query: { studyUid?: string; limit?: number; offset?: number } & Cancellable = {},
  ): Promise<DicomJson[]> {
    const { studyUid, limit = 100, offset = 0 } = query;
    const uid = studyUid === undefined ? "" : `&0020000D=${checkedUid(studyUid)}`;
    return this.#list(`/studies?limit=${limit}&offset=${offset}${uid}`, query);
  }

  /** The series of a study by QIDO-RS. Fault `study_not_found` when the PACS has none. */
  async studySeries(studyUid: string, options: Cancellable = {}): Promise<DicomJson[]> {
    const series = await this.#list(`/studies/${checkedUid(studyUid)}/series`, options);
    if (series.length > 0) return series;
    throw new Fault("study_not_found", "The PACS has no such study");
  }

  /** The instances of a series by QIDO-RS: identifiers only. */
  seriesInstances(
    studyUid: string,
    seriesUid: string,
    options: { limit?: number } & Cancellable = {},
  ): Promise<DicomJson[]> {
    const limit = options.limit === undefined ? "" : `?limit=${options.limit}`;
    return this.#list(`${seriesPath(studyUid, seriesUid)}/instances${limit}`, options);
  }

  /** Whole headers of all instances of a series. */
  seriesMetadata(
    studyUid: string,
    seriesUid: string,
    options: Cancellable = {},
  ): Promise<DicomJson[]> {
    return this.#list(`${seriesPath(studyUid, seriesUid)}/metadata`, options);
  }

  /** Whole header of one instance. */
  async instanceMetadata(
    studyUid: string,
    seriesUid: string,
    sopUid: string,
    options: Cancellable = {},
  ): Promise<DicomJson> {
    const path = `${seriesPath(studyUid, seriesUid)}/instances/${checkedUid(sopUid)}/metadata`;
    const [first] = await this.#list(path, options);
    if (first !== undefined) return first;
    throw new Fault("study_not_found", "The PACS has no such instance");
  }

  /** The files of a series by WADO-RS, as Explicit VR Little Endian whatever is stored. */
  seriesFiles(
    studyUid: string,
    seriesUid: string,
    options: Cancellable = {},
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    return this.#files(seriesPath(studyUid, seriesUid), EXPLICIT_LITTLE_ENDIAN, options);
  }

  /** One file exactly as it is stored, or null when the PACS has no such instance. */
  async storedFile(
    studyUid: string,
    seriesUid: string,
    sopUid: string,
    options: Cancellable = {},
  ): Promise<Uint8Array<ArrayBuffer> | null> {
    const path = `${seriesPath(studyUid, seriesUid)}/instances/${checkedUid(sopUid)}`;
    const files = await nullIfGone(this.#files(path, "*", options));
    return files?.[0] ?? null;
  }

  /** Stores DICOM files, and throws `store_failed` unless the PACS lists every one as stored. */
  store(all: readonly Uint8Array[], options: Cancellable = {}): Promise<void> {
    return storeFiles(this.#account, all, options);
  }

  /** Removes a series from the PACS; nothing happens when it is not there. */
  async removeSeries(seriesUid: string, options: Cancellable = {}): Promise<void> {
    const question = { method: "POST", body: checkedUid(seriesUid), ...options } as const;
    const found = await ask(this.#account, "/tools/lookup", question, readJson);
    for (const entry of Array.isArray(found) ? found : []) {
      const id = String(property(entry, "ID") ?? "");
      if (property(entry, "Type") !== "Series" || !ORTHANC_ID.test(id)) continue;
      await ask(this.#account, `/series/${id}`, { method: "DELETE", ...options }, readJson);
    }
  }

  /** What changed after `since`, oldest first. Entries of what was deleted are gone. */
  async changes(since: number, options: Cancellable = {}): Promise<ChangePage> {
    const path = `/changes?since=${since}&limit=500`;
    return changePage(await ask(this.#account, path, options, readJson));
  }

  /** Number of the newest change: smaller than a number seen before only in another PACS. */
  async lastChange(options: Cancellable = {}): Promise<number> {
    return changePage(await ask(this.#account, "/changes?last", options, readJson)).last;
  }

  /** StudyInstanceUID of Orthanc's id of a study, or null when that is gone. */
  async studyUidOf(id: string, options: Cancellable = {}): Promise<string | null> {
    if (!ORTHANC_ID.test(id)) return null;
    const study = await nullIfGone(ask(this.#account, `/studies/${id}`, options, readJson));
    const uid = property(property(study, "MainDicomTags"), "StudyInstanceUID");
    return typeof uid === "string" ? uid : null;
  }

  /** How many studies and instances the PACS holds, and the bytes they take. */
  async statistics(
    options: Cancellable = {},
  ): Promise<{ studies: number; instances: number; bytes: number }> {
    const json = await ask(this.#account, "/statistics", options, readJson);
    const count = (name: string) => Number(property(json, name) ?? 0);
    return {
      studies: count("CountStudies"),
      instances: count("CountInstances"),
      bytes: count("TotalDiskSize"),
    };
  }

  /** Version of Orthanc, such as "1.10.1". */
  async version(options: Cancellable = {}): Promise<string> {
    const system = await ask(this.#account, "/system", options, readJson);
    return String(property(system, "Version") ?? "?");
  }

  /** QIDO-RS and metadata: a list of data sets. */
  async #list(path: string, { signal }: Cancellable): Promise<DicomJson[]> {
    const question = { headers: { accept: "application/dicom+json" }, signal };
    const json = await ask(this.#account, ROOT + path, question, readJson);
    return Array.isArray(json) ? json : [];
  }

  /** WADO-RS: DICOM files in the transfer syntax asked for; "*" takes them as they are stored. */
  #files(
    path: string,
    transferSyntax: string,
    { signal }: Cancellable,
  ): Promise<Uint8Array<ArrayBuffer>[]> {
    const accept = `multipart/related; type="application/dicom"; transfer-syntax=${transferSyntax}`;
    const question = { headers: { accept }, timeoutMs: SERIES_MS, signal };
    return ask(this.#account, ROOT + path, question, async (response) => {
      if (!response.ok || response.body === null) throw unexpected(response.status);
      const boundary = boundaryOf(response.headers.get("content-type") ?? "");
      if (boundary === null) throw new Fault("orthanc_unavailable", "The answer is not multipart");
      const all: Uint8Array<ArrayBuffer>[] = [];
      for await (const part of readMultipart(response.body, boundary, SERIES_BYTES)) {
        all.push(part.body);
      }
      return all;
    });
  }
}

/** The client of one Orthanc, from its part of the configuration. */
export function openOrthanc(config: OrthancAccount): Orthanc {
  return new Orthanc(config);
}

/** The answer, or null where the PACS says that there is no such object (any more). */
async function nullIfGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Fault && error.code === "study_not_found") return null;
    throw error;
  }
}

function seriesPath(studyUid: string, seriesUid: string): string {
  return `/studies/${checkedUid(studyUid)}/series/${checkedUid(seriesUid)}`;
}

/** A UID that may stand in a path; anything else names nothing the PACS could have. */
function checkedUid(uid: string): string {
  if (/^[0-9]+(\.[0-9]+)*$/.test(uid) && uid.length <= 64) return uid;
  throw new Fault("study_not_found", "Not a DICOM UID");
}

function changePage(json: unknown): ChangePage {
  const changes = property(json, "Changes");
  return {
    changes: (Array.isArray(changes) ? changes : []).map((change: unknown) => ({
      seq: Number(property(change, "Seq") ?? 0),
      type: String(property(change, "ChangeType") ?? ""),
      resource: String(property(change, "ResourceType") ?? ""),
      id: String(property(change, "ID") ?? ""),
    })),
    last: Number(property(json, "Last") ?? 0),
    done: property(json, "Done") !== false,
  };
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined;
}
