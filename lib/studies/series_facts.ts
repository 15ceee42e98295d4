import type { ImageHeader } from "../dicom/image_header.ts";
import { imageHeaderFromJson } from "../dicom/image_header.ts";
import type { DicomJson, Orthanc } from "../orthanc/orthanc.ts";

/** What is known of a series before its images are fetched. */
export interface SeriesFacts {
  readonly uid: string;
  readonly number: number | null;
  readonly description: string;
  readonly modality: string;
  readonly instances: number;
  /** Header of one of its images; null for a series that is not MR, or whose header is no image's. */
  readonly header: ImageHeader | null;
}

/**
 * Every series of a study with the header of one of its images, by series number. Only MR series
 * are looked into. Faults: `study_not_found`, `orthanc_unavailable`.
 */
export async function readSeriesFacts(
  orthanc: Orthanc,
  studyUid: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SeriesFacts[]> {
  const series = await orthanc.studySeries(studyUid, { signal });
  const facts = await Promise.all(series.map(async (json): Promise<SeriesFacts> => {
    const uid = firstText(json, "0020000E");
    const modality = firstText(json, "00080060");
    const header = modality === "MR" ? await oneHeader(orthanc, studyUid, uid, signal) : null;
    return {
      uid,
      number: firstNumber(json, "00200011"),
      description: firstText(json, "0008103E"),
      modality,
      instances: firstNumber(json, "00201209") ?? 0,
      header,
    };
  }));
  return facts.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity));
}

/** Header of the first image that the PACS names; one image is enough to know a sequence by. */
async function oneHeader(
  orthanc: Orthanc,
  studyUid: string,
  seriesUid: string,
  signal: AbortSignal | undefined,
): Promise<ImageHeader | null> {
  const [instance] = await orthanc.seriesInstances(studyUid, seriesUid, { limit: 1, signal });
  if (instance === undefined) return null;
  const sopUid = firstText(instance, "00080018");
  const json = await orthanc.instanceMetadata(studyUid, seriesUid, sopUid, { signal });
  try {
    return imageHeaderFromJson(json);
  } catch {
    return null; // no rows, columns or UIDs: such a series cannot be a sequence, and is named so
  }
}

/** First value of an attribute as text; empty when it has none. */
export function firstText(json: DicomJson, tag: string): string {
  const value = json[tag]?.Value?.[0];
  return typeof value === "string" ? value.trim() : value === undefined ? "" : String(value);
}

/** First value of an attribute as a number, or null. */
export function firstNumber(json: DicomJson, tag: string): number | null {
  const value = json[tag]?.Value?.[0];
  const number = Number(value);
  return value === undefined || value === null || !Number.isFinite(number) ? null : number;
}
