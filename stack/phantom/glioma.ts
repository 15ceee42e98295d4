import { position, type Volume } from "../../lib/volume/volume.ts";
import type { Anatomy } from "./anatomy.ts";
import { smoothField } from "./fields.ts";
import type { Random } from "./random.ts";

/** Where a glioma sits and how it looks; lengths in mm, the centre in LPS. */
export interface GliomaDesign {
  readonly centre: readonly [x: number, y: number, z: number];
  /** Semi-axes of the core before its surface is made irregular. */
  readonly radii: readonly [x: number, y: number, z: number];
  /** Irregularity of the core's surface as a share of its radius. */
  readonly lobulation: number;
  /** Mean thickness of the enhancing rim. */
  readonly rim: number;
  /** How far oedema reaches along white matter. */
  readonly oedema: number;
  /** Mass effect: share by which tissue next to the core comes from nearer to its centre. */
  readonly push: number;
}

/** Share of each voxel taken by necrosis, enhancing tumour and oedema, 0 to 1. */
export interface Lesion {
  readonly necrosis: Float32Array;
  readonly enhancing: Float32Array;
  readonly oedema: Float32Array;
}

/**
 * The anatomy with the tissue around the tumour pushed outwards: a point shows what lay nearer to
 * the centre, by a share that falls off as a Gaussian. The outline of the brain stays.
 */
export function pushAside(anatomy: Anatomy, design: GliomaDesign): Anatomy {
  const { tissue, brain } = anatomy;
  const [ni, nj, nk] = tissue.size;
  const reach = 1.6 * Math.max(...design.radii);
  const [, , , x0, , , , y0, , , , z0] = tissue.affine;
  // The grid is axial with 1 mm voxels: an index is a position but for the origin.
  const [ic, jc, kc] = [design.centre[0] - x0, design.centre[1] - y0, design.centre[2] - z0];
  const data = tissue.data.slice();
  let n = 0;
  for (let k = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, n++) {
        const [di, dj, dk] = [i - ic, j - jc, k - kc];
        const e = (di * di + dj * dj + dk * dk) / (reach * reach);
        if (e > 6 || brain.data[n] === 0) continue;
        const share = design.push * Math.exp(-e);
        data[n] = tissueAt(tissue, i - share * di, j - share * dj, k - share * dk);
      }
    }
  }
  return { ...anatomy, tissue: { ...tissue, data } };
}

/** Trilinear value inside the grid; places outside the brain count as fluid. */
function tissueAt({ data, size: [ni, nj] }: Volume<Float32Array>, x: number, y: number, z: number) {
  const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [p, q, r] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = Math.abs(1 - p - (x - i)) * Math.abs(1 - q - (y - j)) *
      Math.abs(1 - r - (z - k));
    sum += weight * Math.max(0, data[i + p + ni * (j + q + nj * (k + r))] ?? 0);
  }
  return sum;
}

/**
 * A ring-enhancing glioma: an ellipsoid with an irregular surface; its outer layer, of uneven
 * thickness and with gaps, enhances, the inside is necrosis; oedema follows white matter around it.
 */
export function growGlioma(anatomy: Anatomy, design: GliomaDesign, random: Random): Lesion {
  const { tissue, depth } = anatomy;
  const fields = [5, 8, 10, 16, 7, 18].map((mm) => smoothField(tissue, mm, random));
  const [fine, middle, wide, broad, fringe, drift] = fields as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const radius = Math.cbrt(design.radii[0] * design.radii[1] * design.radii[2]);
  const count = tissue.data.length;
  const lesion: Lesion = {
    necrosis: new Float32Array(count),
    enhancing: new Float32Array(count),
    oedema: new Float32Array(count),
  };
  for (let n = 0; n < count; n++) {
    const inside = clamp(depth[n]! + 0.5);
    if (inside === 0) continue;
    const q = ellipsoid(tissue, design, n);
    const wobble = radius * design.lobulation * (0.6 * wide[n]! + 0.8 * broad[n]!) / 1.5 +
      0.6 * fine[n]!;
    const beyond = (q - 1) * radius + wobble;
    if (beyond > 4 * design.oedema) continue;
    const core = clamp(0.5 - beyond * 0.6) * inside;
    const thickness = design.rim * Math.max(0.35, 1 + 0.35 * middle[n]! + 0.2 * fine[n]!);
    const rim = core * clamp(0.5 + (beyond + thickness) * 0.6);
    const unbroken = clamp(3 * (0.5 * middle[n]! + 0.4 * fine[n]! + 1.5));
    lesion.enhancing[n] = rim * unbroken;
    lesion.necrosis[n] = core - rim * unbroken;
    const along = Math.max(0, beyond) / design.oedema + 0.15 * fringe[n]! + 0.2 * drift[n]! +
      0.9 * clamp(1.6 - tissue.data[n]!);
    lesion.oedema[n] = clamp(0.5 + 3 * (1 - along)) * clamp(4 * (tissue.data[n]! - 0.3)) *
      inside * (1 - core);
  }
  return lesion;
}

/**
 * Labels as BraTS has them: 1 necrosis, 2 oedema, 4 enhancing; what fills less than half is none.
 */
export function labelLesion(lesion: Lesion, grid: Pick<Volume, "size" | "affine">) {
  const data = new Uint8Array(lesion.oedema.length);
  for (let n = 0; n < data.length; n++) {
    const core = lesion.necrosis[n]! + lesion.enhancing[n]!;
    if (core > 0.5) data[n] = lesion.enhancing[n]! > 0.5 * core ? 4 : 1;
    else if (core + lesion.oedema[n]! > 0.4) data[n] = 2;
  }
  return { data, size: grid.size, affine: grid.affine };
}

/** Distance from the centre in units of the ellipsoid's radius. */
function ellipsoid({ affine, size }: Volume<Float32Array>, design: GliomaDesign, n: number) {
  const [ni, nj] = size;
  const at = position(affine, n % ni, Math.floor(n / ni) % nj, Math.floor(n / (ni * nj)));
  return Math.hypot(
    ...at.map((value, axis) => (value - design.centre[axis]!) / design.radii[axis]!),
  );
}

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
