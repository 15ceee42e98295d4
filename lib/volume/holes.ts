import type { Volume } from "./volume.ts";

/**
 * Fills the holes of a mask: background that cannot be reached from the volume's border through
 * faces (6-connected) becomes 1. Non-zero voxels come back as 1.
 */
export function fillHoles(mask: Volume<Uint8Array>): Volume<Uint8Array> {
  const data = new Uint8Array(mask.data.length);
  fill(mask.data, data, mask.size);
  return { data, size: mask.size, affine: mask.affine };
}

/** Fills holes in each k slice by itself (background 4-connected within the slice). */
export function fillHolesBySlice(mask: Volume<Uint8Array>): Volume<Uint8Array> {
  const [ni, nj, nk] = mask.size;
  const data = new Uint8Array(mask.data.length);
  for (let k = 0; k < nk; k++) {
    const from = k * ni * nj;
    const slice = mask.data.subarray(from, from + ni * nj);
    if (slice.some((value) => value !== 0)) {
      fill(slice, data.subarray(from, from + ni * nj), [ni, nj, 1]);
    }
  }
  return { data, size: mask.size, affine: mask.affine };
}

/**
 * Floods the background from the border and writes 1 wherever the flood did not come. With a single
 * slice the two k faces are no border: every voxel lies on them, and nothing would ever be filled.
 */
function fill(
  mask: Uint8Array,
  out: Uint8Array,
  [ni, nj, nk]: readonly [number, number, number],
): void {
  const plane = ni * nj;
  const stack: number[] = [];
  out.fill(1);
  const reach = (n: number) => {
    if (mask[n] === 0 && out[n] === 1) {
      out[n] = 0;
      stack.push(n);
    }
  };
  for (let k = 0; k < nk; k++) {
    const face = nk > 1 && (k === 0 || k === nk - 1);
    for (let j = 0; j < nj; j++) {
      const row = ni * (j + nj * k);
      if (face || j === 0 || j === nj - 1) { for (let i = 0; i < ni; i++) reach(row + i); }
      else {
        reach(row);
        reach(row + ni - 1);
      }
    }
  }
  for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
    const i = n % ni;
    const j = ((n / ni) | 0) % nj;
    if (i > 0) reach(n - 1);
    if (i < ni - 1) reach(n + 1);
    if (j > 0) reach(n - ni);
    if (j < nj - 1) reach(n + ni);
    if (n >= plane) reach(n - plane);
    if (n < plane * (nk - 1)) reach(n + plane);
  }
}
