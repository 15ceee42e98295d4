import { spacing, type Volume } from "./volume.ts";

/**
 * Distance in mm from each voxel's centre to the centre of the nearest set voxel: 0 inside,
 * Infinity everywhere for an empty mask. Exact, by lower envelopes of parabolas along one axis
 * after the other (Felzenszwalb and Huttenlocher 2012, Theory of Computing 8:415).
 */
export function distanceTo(mask: Volume<Uint8Array>): Volume<Float32Array> {
  const [ni, nj, nk] = mask.size;
  const data = Float32Array.from(mask.data, (value) => value === 0 ? Infinity : 0);
  const [along, down, apart] = spacing(mask.affine);
  const pass = envelopePass(data, Math.max(ni, nj, nk));
  for (let row = 0; row < nj * nk; row++) pass(row * ni, 1, ni, along);
  for (let k = 0; k < nk; k++) {
    for (let i = 0; i < ni; i++) pass(i + k * ni * nj, ni, nj, down);
  }
  for (let n = 0; n < ni * nj; n++) pass(n, ni * nj, nk, apart);
  for (let n = 0; n < data.length; n++) data[n] = Math.sqrt(data[n]!);
  return { data, size: mask.size, affine: mask.affine };
}

/** Squared distances along one line of `data`, in place. The buffers are shared by all lines. */
function envelopePass(data: Float32Array, longest: number) {
  const line = new Float64Array(longest);
  const apex = new Int32Array(longest);
  const start = new Float64Array(longest + 1);
  return (from: number, step: number, count: number, edge: number): void => {
    const square = edge * edge;
    let last = -1;
    for (let n = 0; n < count; n++) {
      const value = data[from + n * step]!;
      line[n] = value;
      if (value === Infinity) continue;
      let crossing = -Infinity;
      while (last >= 0) {
        const m = apex[last]!;
        crossing = ((value - line[m]!) / square + n * n - m * m) / (2 * (n - m));
        if (crossing > start[last]!) break;
        last--;
      }
      last++;
      apex[last] = n;
      start[last] = last === 0 ? -Infinity : crossing;
    }
    if (last < 0) return;
    let at = 0;
    for (let n = 0; n < count; n++) {
      while (at < last && start[at + 1]! < n) at++;
      const m = apex[at]!;
      data[from + n * step] = square * (n - m) * (n - m) + line[m]!;
    }
  };
}
