import { sharedFrameOfReference } from "../dicom/geometry.ts";
import { type SeriesVolume, seriesVolume } from "../dicom/series_volume.ts";
import type { Orthanc } from "../orthanc/orthanc.ts";
import { type SequenceName, SEQUENCES } from "./classify_series.ts";
import type { ChosenSequence } from "./choose_sequences.ts";

/** What a fetch tells and how it is given up. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * Fetches the chosen series from the PACS and builds their volumes, one after the other so that the
 * files of one series only are held at a time. Faults: those of the PACS and of `seriesVolume`;
 * `frame_of_reference_mixed` when the series do not lie in one space.
 */
export async function fetchSequences(
  orthanc: Orthanc,
  studyUid: string,
  chosen: Readonly<Record<SequenceName, ChosenSequence>>,
  { signal, onProgress = () => {} }: FetchOptions = {},
): Promise<Readonly<Record<SequenceName, SeriesVolume>>> {
  const volumes = new Map<SequenceName, SeriesVolume>();
  for (const name of SEQUENCES) {
    const files = await orthanc.seriesFiles(studyUid, chosen[name].seriesUid, { signal });
    volumes.set(name, seriesVolume(files));
    onProgress(volumes.size / SEQUENCES.length);
  }
  const of = (name: SequenceName) => volumes.get(name)!;
  sharedFrameOfReference([...volumes.values()].flatMap(({ headers }) => headers));
  return { T1: of("T1"), T1c: of("T1c"), T2: of("T2"), FLAIR: of("FLAIR") };
}
