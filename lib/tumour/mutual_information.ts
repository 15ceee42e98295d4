const BINS = 32;

/**
 * Normalised mutual information (Studholme 1999: (H(A) + H(B)) / H(A, B), between 1 and 2) of two
 * images on the same grid, over the voxels where the left one is above its floor: a domain that
 * does not change when the right one moves (with a domain that does, losing overlap looks like a
 * gain). Grey values are put into 32 equal bins up to a hundred times the floor, which is the 98th
 * percentile when the floor is the tissue threshold. 1 for images without any such voxel.
 */
export function mutualInformation(
  left: Float32Array,
  leftFloor: number,
  right: Float32Array,
  rightFloor: number,
): number {
  const joint = new Float64Array(BINS * BINS);
  let count = 0;
  for (let n = 0; n < left.length; n++) {
    const [a, b] = [left[n] as number, right[n] as number];
    if (a <= leftFloor) continue;
    const at = bin(a, leftFloor) * BINS + bin(b, rightFloor);
    joint[at] = (joint[at] as number) + 1;
    count++;
  }
  if (count === 0) return 1;
  const rows = new Float64Array(BINS);
  const columns = new Float64Array(BINS);
  joint.forEach((value, n) => {
    const [row, column] = [Math.floor(n / BINS), n % BINS];
    rows[row] = (rows[row] as number) + value;
    columns[column] = (columns[column] as number) + value;
  });
  const both = entropy(joint, count);
  return both === 0 ? 1 : (entropy(rows, count) + entropy(columns, count)) / both;
}

function bin(value: number, floor: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor(value / (100 * floor) * BINS)));
}

function entropy(counts: Float64Array, total: number): number {
  let sum = 0;
  for (const count of counts) if (count > 0) sum -= count / total * Math.log(count / total);
  return sum;
}
