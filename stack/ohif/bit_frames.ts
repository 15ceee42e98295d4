/**
 * What is wrong in the reader of 1-bit frames that OHIF 3.13.2 brings along (dcmjs, AsyncDicomReader),
 * and what it should say. OHIF fetches a SEG whole and cuts its frames out with that reader; where
 * the reader gives up, OHIF asks for frame by frame, which Orthanc 1.10.1 answers with 400 unless
 * Columns are a multiple of 8. So no SEG whose frames end inside a byte would ever be drawn.
 */
const EDITS: readonly (readonly [wrong: string, right: string])[] = [
  // Whole bytes a frame, but padded to even length: is no multiple of the number of frames.
  [
    "if (!(bitsPerFrame % 8 !== 0)) {",
    "if (!(bitsPerFrame % 8 !== 0 || (bitsAllocated === 1 && length % numberOfFrames !== 0))) {",
  ],
  // PS3.5 8.1.1: the value is padded to even length.
  ["if (!(totalBytes !== length)) {", "if (!(totalBytes + totalBytes % 2 !== length)) {"],
  ["stream.readArrayBuffer(totalBytes)", "stream.readArrayBuffer(length)"],
  // PS3.5 8.1.1: the first pixel is the least significant bit, not the most significant.
  ["sourceByte >> 7 - sourceBitIndex & 1", "sourceByte >> sourceBitIndex & 1"],
  ["|= 1 << 7 - targetBitIndex", "|= 1 << targetBitIndex"],
];

/** The reader is where its name is declared, not only called. */
const READER = 'key: "readUncompressedBitFrame"';

/**
 * Mends the reader of 1-bit frames in a script of OHIF's build; scripts without it stay as they are.
 *
 * @throws {Error} when the reader is there but not as 3.13.2 has it: an overlay would be missing or,
 * worse, false
 */
export function mendBitFrames(script: string): string {
  if (!script.includes(READER)) return script;
  return EDITS.reduce((text, [wrong, right]) => {
    if (text.split(wrong).length === 2) return text.replace(wrong, () => right);
    throw new Error(`OHIF reads 1-bit frames otherwise than 3.13.2: ${wrong}`);
  }, script);
}
