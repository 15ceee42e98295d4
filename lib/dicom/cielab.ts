/** A display colour: sRGB components 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** sRGB to the D50 profile connection space, rows X, Y, Z (Bradford adaptation; ICC v4 annex E). */
const TO_XYZ = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
] as const;

const D50 = [0.96422, 1, 0.82521] as const;

/**
 * A colour as Recommended Display CIELab Value: L* 0..100 and a*, b* -128..127, each scaled to
 * 0..65535 (PS3.3 C.10.7.1.1).
 */
export function dicomCielab([red, green, blue]: Rgb): [number, number, number] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const [x, y, z] = TO_XYZ.map(([p, q, s], n) => curve((p * r + q * g + s * b) / D50[n]!));
  const lightness = 116 * y! - 16;
  return [
    scale(lightness / 100),
    scale((500 * (x! - y!) + 128) / 255),
    scale((200 * (y! - z!) + 128) / 255),
  ];
}

/** Undoes the sRGB transfer curve (IEC 61966-2-1). */
function linear(component: number): number {
  const c = component / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

/** The cube root with a straight foot (CIE 15). */
function curve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
}

function scale(share: number): number {
  return Math.round(65535 * Math.min(1, Math.max(0, share)));
}
