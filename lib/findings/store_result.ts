import type { Grid } from "../volume/resample.ts";
import { readMeasurementReport } from "../dicom/measurement_report_read.ts";
import type { Segmentation } from "../dicom/segmentation.ts";
import { readSegmentation } from "../dicom/segmentation_read.ts";
import { Fault } from "../fault/fault.ts";
import type { Orthanc } from "../orthanc/orthanc.ts";
import { countVoxels, type VoxelCounts } from "./measure.ts";
import type { ResultObjects } from "./result_objects.ts";

/** One object that was sent to the PACS. */
interface SentObject {
  readonly bytes: Uint8Array;
  readonly seriesUid: string;
  readonly sopInstanceUid: string;
}

/** Options of storing: how to give up. */
interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Stores the objects of a result. An object that the PACS has already, from an attempt that died,
 * is stored again without effect; `verifyStored` then decides whether it is the same.
 * Faults: `store_failed`, `orthanc_unavailable`.
 */
export async function storeObjects(
  orthanc: Orthanc,
  { segmentation, report }: ResultObjects,
  options: Stoppable = {},
): Promise<void> {
  const files = segmentation === null ? [report.bytes] : [segmentation.bytes, report.bytes];
  await orthanc.store(files, options);
}

/**
 * Reads the objects back from the PACS, compares them byte by byte with what was sent, and counts
 * the voxels of the SEG that came back. Fault `result_mismatch` when anything differs, also when
 * the report's volumes are not those of the SEG; `orthanc_unavailable`.
 */
export async function verifyStored(
  orthanc: Orthanc,
  studyUid: string,
  { segmentation, report }: ResultObjects,
  grid: Grid,
  options: Stoppable = {},
): Promise<VoxelCounts> {
  const said = await readBack(orthanc, studyUid, report, options);
  if (segmentation === null) return new Map();
  const drawn = readSegmentation(await readBack(orthanc, studyUid, segmentation, options), grid);
  const { measurements } = readMeasurementReport(said);
  for (const { number, mm3 } of drawn.segments) {
    const measured = measurements.find(({ segment }) => segment?.number === number);
    if (measured?.mm3 !== mm3) {
      throw mismatch(`the report says ${measured?.mm3} mm3 of segment ${number}, the SEG ${mm3}`);
    }
  }
  return countVoxels(drawn, labelsOf(segmentation));
}

/**
 * Removes the objects of a result that nobody may see: its reading was cancelled while they were
 * stored. Their series hold nothing else, for their UIDs derive from the request.
 */
export async function removeObjects(
  orthanc: Orthanc,
  { segmentation, report }: ResultObjects,
): Promise<void> {
  await orthanc.removeSeries(report.seriesUid);
  if (segmentation !== null) await orthanc.removeSeries(segmentation.seriesUid);
}

async function readBack(
  orthanc: Orthanc,
  studyUid: string,
  { bytes, seriesUid, sopInstanceUid }: SentObject,
  options: Stoppable,
): Promise<Uint8Array> {
  const stored = await orthanc.storedFile(studyUid, seriesUid, sopInstanceUid, options);
  if (stored === null) throw new Fault("store_failed", `The PACS has no ${sopInstanceUid}`);
  const same = stored.length === bytes.length && stored.every((byte, n) => byte === bytes[n]);
  if (!same) throw mismatch(`${sopInstanceUid} came back changed`);
  return stored;
}

function labelsOf({ segments }: Segmentation): Map<number, number> {
  return new Map(segments.map(({ number, value }) => [number, value]));
}

function mismatch(message: string): Fault {
  return new Fault("result_mismatch", message);
}
