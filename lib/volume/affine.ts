import { Fault } from "../fault/fault.ts";
import type { Affine } from "./volume.ts";

/** The map that applies `inner` first and `outer` after it; both 3 x 4, row by row. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = outer;
  const [p, q, r, u, s, t, v, w, k, l, m, n] = inner;
  // deno-fmt-ignore
  return [
    a * p + b * s + c * k, a * q + b * t + c * l, a * r + b * v + c * m, a * u + b * w + c * n + x,
    d * p + e * s + f * k, d * q + e * t + f * l, d * r + e * v + f * m, d * u + e * w + f * n + y,
    g * p + h * s + i * k, g * q + h * t + i * l, g * r + h * v + i * m, g * u + h * w + i * n + z,
  ];
}

/**
 * The inverse map (LPS millimetres to voxel index, for a volume's affine).
 * A singular matrix (zero spacing, parallel axes) throws `geometry_unusable`.
 */
export function invert(affine: Affine): Affine {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = affine;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(1 / determinant)) {
    throw new Fault("geometry_unusable", "singular affine", {
      facts: { reason: "the image axes do not span space" },
    });
  }
  const s = 1 / determinant;
  const [p, q, r] = [s * (e * i - f * h), s * (c * h - b * i), s * (b * f - c * e)];
  const [t, u, v] = [s * (f * g - d * i), s * (a * i - c * g), s * (c * d - a * f)];
  const [k, l, m] = [s * (d * h - e * g), s * (b * g - a * h), s * (a * e - b * d)];
  // deno-fmt-ignore
  return [
    p, q, r, -(p * x + q * y + r * z),
    t, u, v, -(t * x + u * y + v * z),
    k, l, m, -(k * x + l * y + m * z),
  ];
}

/**
 * True when two affines put every corner of a grid within `tolerance` millimetres of each other,
 * which for grids of a head means the largest entry differs by less than tolerance / 512.
 */
export function sameAffine(left: Affine, right: Affine, tolerance = 0.05): boolean {
  return left.every((value, n) => {
    const slack = n % 4 === 3 ? tolerance : tolerance / 512;
    return Math.abs(value - (right[n] ?? NaN)) <= slack;
  });
}
