import { Fault } from "../fault/fault.ts";
import { query } from "../inference/transact.ts";
import { indexStudy, markGone, type Stoppable, type StudyIndex } from "./index_studies.ts";
import { firstText } from "./series_facts.ts";

/** Changes that make a study new or complete; a single image would be too often. */
const TELLING = new Set(["NewStudy", "StableStudy"]);
const PAGE = 100;

/**
 * Brings the index in step with the PACS as a whole: indexes what it lacks, marks what is gone.
 * Run at start, and when `isInStep` says no: the PACS does not report what was deleted. Returns the number of the newest change, from where `followChanges` goes on. Faults:
 * `orthanc_unavailable`, `database_unavailable`.
 */
export async function reconcileStudies(
  index: StudyIndex,
  options: Stoppable = {},
): Promise<number> {
  const last = await index.orthanc.lastChange(options);
  const present = await allStudyUids(index, options);
  const known = await knownStudyUids(index);
  for (const uid of present) {
    if (!known.has(uid)) await indexIfThere(index, uid, options);
  }
  for (const uid of known) {
    if (!present.has(uid)) await markGone(index.db, uid);
  }
  return last;
}

/**
 * Indexes the studies that changed in the PACS after number `since`, and returns where to go on. A
 * PACS whose newest change is older than `since` is another one: everything is compared anew.
 */
export async function followChanges(
  index: StudyIndex,
  since: number,
  options: Stoppable = {},
): Promise<number> {
  const newest = await index.orthanc.lastChange(options);
  if (newest < since) return await reconcileStudies(index, options);
  const ids = new Set<string>();
  let last = since;
  for (let done = newest === since; !done;) {
    const page = await index.orthanc.changes(last, options);
    for (const { type, resource, id } of page.changes) {
      if (resource === "Study" && TELLING.has(type)) ids.add(id);
    }
    done = page.done || page.last <= last;
    last = Math.max(last, page.last);
  }
  for (const id of ids) {
    const uid = await index.orthanc.studyUidOf(id, options);
    if (uid !== null) await indexIfThere(index, uid, options);
  }
  return last;
}

/** Whether the index and the PACS hold the same number of studies: a cheap sign of a deletion. */
export async function isInStep(index: StudyIndex, options: Stoppable = {}): Promise<boolean> {
  const { studies } = await index.orthanc.statistics(options);
  return studies === (await knownStudyUids(index)).size;
}

async function allStudyUids(index: StudyIndex, options: Stoppable): Promise<Set<string>> {
  const uids = new Set<string>();
  for (let offset = 0;; offset += PAGE) {
    const page = await index.orthanc.searchStudies({ limit: PAGE, offset, ...options });
    for (const study of page) uids.add(firstText(study, "0020000D"));
    if (page.length < PAGE) return uids;
  }
}

async function knownStudyUids({ db }: StudyIndex): Promise<Set<string>> {
  const rows = await query(
    "The index could not be read",
    () => db.selectFrom("studies").select("uid").where("gone_at", "is", null).execute(),
  );
  return new Set(rows.map(({ uid }) => uid));
}

/** A study may be deleted between being listed and being read. */
async function indexIfThere(index: StudyIndex, uid: string, options: Stoppable): Promise<void> {
  try {
    await indexStudy(index, uid, options);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== "study_not_found") throw error;
  }
}
