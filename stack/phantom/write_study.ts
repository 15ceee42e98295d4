import { makeMrSeries } from "../../lib/dicom/mr_series.ts";
import type { Acquisition, PatientIdentity, StudyIdentity } from "../../lib/dicom/image_header.ts";
import { deriveUid } from "../../lib/dicom/uid.ts";
import type { Volume, VoxelArray } from "../../lib/volume/volume.ts";
import type { SequenceName } from "./contrast.ts";

/** One series to be written. */
interface SequenceSeries {
  readonly name: SequenceName;
  readonly volume: Volume<VoxelArray>;
  readonly description: string;
  readonly acquisition: Partial<Acquisition>;
}

/** A study to be written: all series share one frame of reference. */
export interface StudyContents {
  readonly patient: PatientIdentity;
  readonly study: StudyIdentity;
  readonly series: readonly SequenceSeries[];
  readonly derivation: string;
  readonly created: Date;
}

/**
 * Writes each series as DICOM files under `folder` (one folder a series). UIDs of series and frame
 * of reference are derived from the study's UID. Gives back the series' UIDs by sequence.
 */
export async function writeStudy(
  folder: string,
  contents: StudyContents,
): Promise<Readonly<Partial<Record<SequenceName, string>>>> {
  const { studyUid } = contents.study;
  const frameOfReferenceUid = await deriveUid(studyUid, "frame of reference");
  const uids: Partial<Record<SequenceName, string>> = {};
  for (const [index, series] of contents.series.entries()) {
    const seriesUid = await deriveUid(studyUid, "series", series.name);
    const files = await makeMrSeries({
      volume: series.volume,
      patient: contents.patient,
      study: contents.study,
      seriesUid,
      frameOfReferenceUid,
      seriesNumber: index + 1,
      seriesDescription: series.description,
      acquisition: series.acquisition,
      derivation: contents.derivation,
      created: contents.created,
    });
    await Deno.mkdir(`${folder}/${series.name}`, { recursive: true });
    for (const [k, file] of files.entries()) {
      await Deno.writeFile(`${folder}/${series.name}/${String(k + 1).padStart(4, "0")}.dcm`, file);
    }
    uids[series.name] = seriesUid;
  }
  return uids;
}
