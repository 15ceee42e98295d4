/**
 * Packs frames of one-bit pixels as PS3.5 8.1.1 wants them for Bits Allocated 1: the first pixel is
 * the least significant bit of the first byte, and a frame begins right after the last bit of the
 * one before, in the middle of a byte where need be. Pixels are 0 or not 0.
 */
export function packBits(frames: readonly Uint8Array[]): Uint8Array {
  const total = frames.reduce((sum, frame) => sum + frame.length, 0);
  // Pixel data has even length (PS3.5 8.1.1); the pad is part of the value here.
  const bytes = new Uint8Array(2 * Math.ceil(total / 16));
  let bit = 0;
  for (const frame of frames) {
    for (let n = 0; n < frame.length; n++, bit++) {
      if (frame[n] !== 0) bytes[bit >> 3]! |= 1 << (bit & 7);
    }
  }
  return bytes;
}

/** Pixels `from` to `from + count` of a packed bit stream, each 0 or 1. */
export function unpackBits(bytes: Uint8Array, from: number, count: number): Uint8Array {
  const pixels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const bit = from + n;
    pixels[n] = (bytes[bit >> 3]! >> (bit & 7)) & 1;
  }
  return pixels;
}
