import type { Volume } from "./volume.ts";
import { neighbourOffsets } from "./neighbours.ts";
import type { Connectivity } from "./neighbours.ts";

type Mask = Volume<Uint8Array>;

/**
 * Erodes a mask `times` times: a voxel stays when all its neighbours are set. Beyond the volume
 * counts as background, as SciPy's binary_erosion has it.
 */
export function erode(mask: Mask, times = 1, connectivity: Connectivity = 6): Mask {
  return repeat(mask, times, connectivity, 1, 0);
}

/** Dilates a mask `times` times: a voxel is set when it or any neighbour is set. */
export function dilate(mask: Mask, times = 1, connectivity: Connectivity = 6): Mask {
  return repeat(mask, times, connectivity, 0, 0);
}

/** Opening: erosion, then dilation; takes away what is thinner than the structuring element. */
export function open(mask: Mask, times = 1, connectivity: Connectivity = 6): Mask {
  return dilate(erode(mask, times, connectivity), times, connectivity);
}

/**
 * Closing: dilation, then erosion; bridges gaps and pits narrower than twice `times`. In the
 * erosion beyond the volume counts as set, so that nothing of the mask is lost at the border.
 */
export function close(mask: Mask, times = 1, connectivity: Connectivity = 6): Mask {
  return repeat(dilate(mask, times, connectivity), times, connectivity, 1, 1);
}

/**
 * One loop for both: a voxel with value `keep` turns into the opposite when a neighbour has it
 * already (erosion: 1 turns to 0; dilation: 0 turns to 1). `beyond` is the value outside the
 * volume.
 */
function repeat(
  mask: Mask,
  times: number,
  connectivity: Connectivity,
  keep: 0 | 1,
  beyond: 0 | 1,
): Mask {
  const [ni, nj, nk] = mask.size;
  const offsets = neighbourOffsets(connectivity);
  const steps = Int32Array.from(offsets, ([i, j, k]) => i + ni * (j + nj * k));
  let from: Uint8Array = mask.data.map((value) => value === 0 ? 0 : 1);
  for (let time = 0; time < times; time++) {
    const to = from.slice();
    let n = 0;
    for (let k = 0; k < nk; k++) {
      for (let j = 0; j < nj; j++) {
        const edge = k === 0 || k === nk - 1 || j === 0 || j === nj - 1;
        for (let i = 0; i < ni; i++, n++) {
          if (from[n] !== keep) continue;
          const turns = edge || i === 0 || i === ni - 1
            ? turnsAtBorder(from, [ni, nj, nk], [i, j, k])
            : turnsInside(from, n);
          if (turns) to[n] = 1 - keep;
        }
      }
    }
    from = to;
  }
  return { data: from, size: mask.size, affine: mask.affine };

  function turnsInside(data: Uint8Array, n: number): boolean {
    for (let s = 0; s < steps.length; s++) if (data[n + steps[s]!] !== keep) return true;
    return false;
  }

  function turnsAtBorder(
    data: Uint8Array,
    [ni, nj, nk]: readonly [number, number, number],
    [i, j, k]: readonly [number, number, number],
  ): boolean {
    return offsets.some(([di, dj, dk]) => {
      const [p, q, r] = [i + di, j + dj, k + dk];
      const inside = p >= 0 && q >= 0 && r >= 0 && p < ni && q < nj && r < nk;
      return (inside ? data[p + ni * (q + nj * r)] : beyond) !== keep;
    });
  }
}
