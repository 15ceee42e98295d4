import { type Volume, voxelVolume } from "./volume.ts";

/** How much of a volume one label takes. */
export interface LabelVolume {
  readonly label: number;
  readonly voxels: number;
  /** Voxels times the volume of one voxel. */
  readonly mm3: number;
}

/**
 * Voxel count and volume of every label present, ascending, background (0) left out. The one place
 * where a tumour's volume is computed: SEG, SR, database, FHIR and screen all carry this number.
 */
export function labelVolumes(labels: Volume<Uint8Array>): LabelVolume[] {
  const counts = new Float64Array(256);
  for (let n = 0; n < labels.data.length; n++) counts[labels.data[n]!]!++;
  const found: LabelVolume[] = [];
  for (let label = 1; label < 256; label++) {
    const voxels = counts[label]!;
    if (voxels > 0) found.push({ label, voxels, mm3: volumeOf(voxels, labels) });
  }
  return found;
}

/**
 * Volume in mm3 of a number of voxels, rounded to a millionth: what a DS value of a DICOM report
 * can carry, so that the same number can stand everywhere.
 */
export function volumeOf(voxels: number, grid: Pick<Volume, "affine">): number {
  return Number((voxels * voxelVolume(grid.affine)).toFixed(6));
}
