/** Neighbours that share a face (6), a face or an edge (18), or any corner (26). */
export type Connectivity = 6 | 18 | 26;

/** Index steps (i, j, k) to the neighbours of a voxel. */
export function neighbourOffsets(
  connectivity: Connectivity,
): readonly (readonly [di: number, dj: number, dk: number])[] {
  const reach = connectivity === 6 ? 1 : connectivity === 18 ? 2 : 3;
  const offsets: [number, number, number][] = [];
  for (let k = -1; k <= 1; k++) {
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const steps = Math.abs(i) + Math.abs(j) + Math.abs(k);
        if (steps > 0 && steps <= reach) offsets.push([i, j, k]);
      }
    }
  }
  return offsets;
}
