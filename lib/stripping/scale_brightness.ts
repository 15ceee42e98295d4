/** Fewer voxels above zero than this show nothing. */
const LEAST_VOXELS = 100;

/**
 * Values clipped to two percentiles of those above zero and brought to 0..1 (linear interpolation
 * between ranks, as NumPy's default); all zero when next to nothing is above zero.
 */
export function scaleBrightness(
  values: Float32Array,
  [low, high]: readonly [number, number],
): Float32Array {
  const seen = values.filter((value) => value > 0).sort();
  if (seen.length < LEAST_VOXELS) return new Float32Array(values.length);
  const at = (percent: number) => {
    const rank = percent / 100 * (seen.length - 1);
    const below = seen[Math.floor(rank)] as number;
    return below + (rank % 1) * ((seen[Math.ceil(rank)] as number) - below);
  };
  const [black, white] = [at(low), at(high)];
  const span = Math.max(white - black, 1e-6);
  return values.map((value) => Math.max(0, Math.min(1, (value - black) / span)));
}
