import type { Anatomy } from "./anatomy.ts";
import { blur, smoothField } from "./fields.ts";
import type { Lesion } from "./glioma.ts";
import type { Random } from "./random.ts";

/** The four sequences of a glioma examination. */
export type SequenceName = "t1" | "t1c" | "t2" | "flair";

/**
 * Brightness of a sequence, white matter = 1: of tissue values 0, 0.5, 1, 1.5, 2, 2.5 (fluid, grey,
 * white and their mixtures) and of the parts of the tumour.
 */
interface Contrast {
  readonly tissue: readonly [number, number, number, number, number, number];
  readonly oedema: number;
  readonly necrosis: number;
  readonly enhancing: number;
}

const CONTRASTS: Readonly<Record<SequenceName, Contrast>> = {
  t1: {
    tissue: [0.3, 0.5, 0.7, 0.86, 1, 1.03],
    oedema: 0.7,
    necrosis: 0.45,
    enhancing: 0.74,
  },
  t1c: {
    tissue: [0.3, 0.51, 0.72, 0.87, 1, 1.03],
    oedema: 0.7,
    necrosis: 0.47,
    enhancing: 1.75,
  },
  t2: {
    tissue: [3, 2.2, 1.45, 1.2, 1, 0.97],
    oedema: 2.05,
    necrosis: 2.5,
    enhancing: 1.7,
  },
  flair: {
    tissue: [0.28, 0.8, 1.28, 1.14, 1, 0.97],
    oedema: 2.1,
    necrosis: 1.05,
    enhancing: 1.65,
  },
};

/** Stored value of white matter, and noise as a share of it. */
const WHITE = 400;
const NOISE = 0.025;

/**
 * One sequence as a scanner would give it after brain extraction: tissue contrast, tumour mixed in
 * by its share of each voxel, texture, receive-coil shading, slight blur, Rician noise; whole
 * numbers, at least 1 in the brain and 0 outside.
 */
export function renderSequence(
  name: SequenceName,
  anatomy: Anatomy,
  lesion: Lesion,
  random: Random,
): Int16Array {
  const { tissue, brain, depth } = anatomy;
  const contrast = CONTRASTS[name];
  const texture = smoothField(tissue, 4, random);
  const shading = smoothField(tissue, 70, random);
  const image = new Float32Array(tissue.data.length);
  for (let n = 0; n < image.length; n++) {
    if (depth[n]! < -2) continue;
    const healthy = lookUp(contrast.tissue, tissue.data[n]!) * (1 + 0.03 * texture[n]!);
    const [k, e, o] = [lesion.necrosis[n]!, lesion.enhancing[n]!, lesion.oedema[n]!];
    const sick = k * contrast.necrosis + e * contrast.enhancing + o * contrast.oedema;
    const signal = healthy * (1 - k - e - o) + sick * (1 + 0.1 * texture[n]!);
    image[n] = signal * Math.exp(0.07 * shading[n]!);
  }
  blur(image, tissue.size, 0.6);
  return Int16Array.from(image, (value, n) => {
    if (brain.data[n] === 0) return 0;
    const real = value + NOISE * random.normal();
    const imaginary = NOISE * random.normal();
    return Math.max(1, Math.round(WHITE * Math.hypot(real, imaginary)));
  });
}

/** Linear look-up between the six nodes. */
function lookUp(nodes: Contrast["tissue"], tissue: number): number {
  const at = Math.min(4.999, Math.max(0, 2 * tissue));
  const low = Math.floor(at);
  return nodes[low]! + (nodes[low + 1]! - nodes[low]!) * (at - low);
}
