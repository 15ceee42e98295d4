import assert from "node:assert/strict";
import fc from "fast-check";
import { packBits } from "../../lib/dicom/segmentation_bits.ts";
import { mendBitFrames } from "./bit_frames.ts";

/** A reader with the faults of OHIF's and no more: gives the bytes of each frame, or throws. */
const FAULTY = `({
  key: "readUncompressedBitFrame",
  read(stream, length, numberOfFrames, bitsPerFrame) {
    const bitsAllocated = 1;
    const frames = [];
    if (!(bitsPerFrame % 8 !== 0)) {
      if (length % numberOfFrames !== 0) throw new Error("Invalid frame length");
      const size = length / numberOfFrames;
      const all = stream.readArrayBuffer(length);
      for (let n = 0; n < numberOfFrames; n++) frames.push(all.slice(n * size, (n + 1) * size));
      return frames;
    }
    const totalBytes = Math.ceil(bitsPerFrame * numberOfFrames / 8);
    if (!(totalBytes !== length)) {
      const sourceView = stream.readArrayBuffer(totalBytes);
      for (let n = 0; n < numberOfFrames; n++) {
        const frameView = new Uint8Array(Math.ceil(bitsPerFrame / 8));
        for (let bit = 0; bit < bitsPerFrame; bit++) {
          const sourceByte = sourceView[(n * bitsPerFrame + bit) >> 3];
          const sourceBitIndex = (n * bitsPerFrame + bit) & 7;
          const targetBitIndex = bit & 7;
          if (sourceByte >> 7 - sourceBitIndex & 1) frameView[bit >> 3] |= 1 << 7 - targetBitIndex;
        }
        frames.push(frameView);
      }
      return frames;
    }
    throw new Error("The calculated length does not match the actual length");
  },
})`;

type Read = (stream: Stream, length: number, frames: number, bits: number) => Uint8Array[];

/** Bytes that are read from front to back; `left` is what nobody has read. */
class Stream {
  constructor(public left: Uint8Array) {}
  readArrayBuffer(length: number): Uint8Array {
    const read = this.left.slice(0, length);
    this.left = this.left.slice(length);
    return read;
  }
}

/** Reads the frames as one SEG's Pixel Data, and gives them back bit by bit. */
function readBack(script: string, frames: readonly Uint8Array[]): number[][] {
  const read: Read = new Function(`return ${script}`)().read;
  const bits = frames[0]?.length ?? 0;
  const stream = new Stream(packBits(frames));
  const packed = read(stream, stream.left.length, frames.length, bits);
  assert.equal(stream.left.length, 0, "what follows the pixels is read as pixels or lost");
  return packed.map((bytes) =>
    Array.from({ length: bits }, (_, n) => ((bytes[n >> 3] ?? 0) >> (n & 7)) & 1)
  );
}

/** Two frames and more of one size: with one, OHIF takes the pixel data as they are. */
const someFrames = fc.tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 1, max: 70 })).chain(
  ([count, pixels]) =>
    fc.array(fc.uint8Array({ minLength: pixels, maxLength: pixels, max: 1 }), {
      minLength: count,
      maxLength: count,
    }),
);

Deno.test("`mendBitFrames()` makes OHIF read frames of any size as they were packed", () => {
  const mended = mendBitFrames(FAULTY);
  fc.assert(fc.property(someFrames, (frames) => {
    assert.deepEqual(readBack(mended, frames), frames.map((frame) => [...frame]));
  }));
});

Deno.test("without it OHIF refuses padded pixel data and turns the bits of the others round", () => {
  const frame = (pixels: number) => Uint8Array.from({ length: pixels }, (_, n) => n < 3 ? 1 : 0);
  const padded = [frame(8), frame(8), frame(8)];
  assert.throws(() => readBack(FAULTY, padded), /Invalid frame length/);
  assert.throws(() => readBack(FAULTY, [frame(9), frame(9), frame(9), frame(9)]), /calculated/);
  const unaligned = [frame(12), frame(12), frame(12), frame(12)];
  assert.notDeepEqual(readBack(FAULTY, unaligned), unaligned.map((one) => [...one]));
});

Deno.test("`mendBitFrames()` leaves other scripts alone and refuses a reader it does not know", () => {
  assert.equal(mendBitFrames("readUncompressedBitFrame()"), "readUncompressedBitFrame()");
  const other = FAULTY.replace("7 - sourceBitIndex", "sourceBitIndex");
  assert.throws(() => mendBitFrames(other), /3\.13\.2.*sourceBitIndex/);
});
