import { Fault } from "../fault/fault.ts";
import type { Sequence } from "../models/manifest_input.ts";
import { compose, invert } from "../volume/affine.ts";
import { position, type Volume } from "../volume/volume.ts";
import { tissueThreshold } from "./foreground.ts";
import type { SequenceVolumes } from "./prepare.ts";
import { MOST_LITRES, type StripEvidence, stripEvidence } from "./strip_evidence.ts";

/** A series that shows a head, and by what signs. */
export interface Skull {
  readonly sequence: Sequence;
  readonly evidence: StripEvidence;
}

/** Share of its tissue that lies in a stripped series' brain, from which a series shows that brain. */
const SAME_BRAIN = 0.9;
/** Every 97th voxel is looked at: enough for a share, and no common multiple of usual matrices. */
const STRIDE = 97;

/**
 * Which of the sequences still show their skull. Noise in a stripped series can look like a scalp: one
 * whose tissue lies where a stripped series has its brain shows no more than that brain.
 */
export function findSkulls(volumes: SequenceVolumes, sequences: readonly Sequence[]): Skull[] {
  const found = sequences.map((sequence) => {
    return { sequence, evidence: stripEvidence(volumes[sequence]) };
  });
  const brain = found.find(({ evidence }) => evidence.stripped && evidence.tissueLitres > 0);
  return found.filter(({ sequence, evidence }) => {
    if (evidence.stripped) return false;
    if (brain === undefined || evidence.tissueLitres > MOST_LITRES) return true;
    return shareWithin(volumes[sequence], volumes[brain.sequence]) < SAME_BRAIN;
  });
}

/** Throws Fault `series_not_stripped`, which names the sequence, unless all skulls are gone. */
export function checkStripped(volumes: SequenceVolumes, sequences: readonly Sequence[]): void {
  const [skull] = findSkulls(volumes, sequences);
  if (skull === undefined) return;
  const { sequence, evidence: { tissueLitres, shellShare } } = skull;
  const litres = tissueLitres.toFixed(1);
  throw new Fault(
    "series_not_stripped",
    `${sequence} shows ${litres} l of tissue, a scalp on ${Math.round(100 * shellShare)} % of rays`,
    { facts: { sequence, litres, shell: shellShare.toFixed(2) } },
  );
}

/** Share of a volume's tissue voxels that lie on tissue of the other one. */
function shareWithin(volume: Volume<Float32Array>, other: Volume<Float32Array>): number {
  const [threshold, brain] = [tissueThreshold(volume), tissueThreshold(other)];
  const toOther = compose(invert(other.affine), volume.affine);
  const [ni, nj] = volume.size;
  const [oi, oj, ok] = other.size;
  let [tissue, within] = [0, 0];
  for (let n = 0; n < volume.data.length; n += STRIDE) {
    if (volume.data[n]! <= threshold) continue;
    tissue++;
    const place = position(toOther, n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj)));
    const [i, j, k] = place.map(Math.round) as [number, number, number];
    const outside = i < 0 || j < 0 || k < 0 || i >= oi || j >= oj || k >= ok;
    if (!outside && other.data[i + oi * (j + oj * k)]! > brain) within++;
  }
  return tissue === 0 ? 0 : within / tissue;
}
