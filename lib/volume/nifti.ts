import { Fault } from "../fault/fault.ts";
import type { Affine, Volume, VoxelArray } from "./volume.ts";

/** Header size and magic of a single-file NIfTI-1 (nifti1.h). */
const HEADER = 348;
const MAGIC = "n+1";

/** NIfTI datatype codes that are read, with the size of a value in bytes. */
const DATATYPES: Readonly<Record<number, number>> = {
  2: 1, // uint8
  4: 2, // int16
  8: 4, // int32
  16: 4, // float32
  64: 8, // float64
  256: 1, // int8
  512: 2, // uint16
  768: 4, // uint32
};

/**
 * Reads a NIfTI-1 file (.nii, or .nii.gz by its gzip magic) as a float volume in LPS. The sform is
 * taken when its code is set, else the qform, else the pixel dimensions; NIfTI's coordinates are
 * RAS, so x and y change sign. scl_slope and scl_inter are applied. A fourth dimension must be 1.
 * Throws `input_invalid` naming what is wrong, also voxels that are no numbers: as 0 they would be
 * holes in the brain that nobody is told of.
 */
export async function readNifti(file: Uint8Array<ArrayBuffer>): Promise<Volume<Float32Array>> {
  const bytes = file[0] === 0x1f && file[1] === 0x8b ? await gunzip(file) : file;
  if (bytes.length < HEADER) throw invalid("the file is shorter than a NIfTI header");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getInt32(0, true) === HEADER;
  if (!little && view.getInt32(0, false) !== HEADER) throw invalid("not a NIfTI-1 file");
  if (String.fromCharCode(...bytes.subarray(344, 347)) !== MAGIC) {
    throw invalid("not a single-file NIfTI-1");
  }
  const size = sizeOf(view, little);
  const voxels = size[0] * size[1] * size[2];
  const datatype = view.getInt16(70, little);
  const width = DATATYPES[datatype];
  if (width === undefined) throw invalid(`NIfTI datatype ${datatype} is not supported`);
  const offset = view.getFloat32(108, little);
  if (!(offset >= HEADER) || offset + voxels * width > bytes.length) {
    throw invalid("the NIfTI file is cut off");
  }
  const data = new Float32Array(voxels);
  fillValues(data, new DataView(bytes.buffer, bytes.byteOffset + offset), datatype, little);
  rescale(data, view.getFloat32(112, little), view.getFloat32(116, little));
  const strange = data.reduce((count, value) => Number.isFinite(value) ? count : count + 1, 0);
  if (strange > 0) {
    throw invalid(`${strange} of its ${voxels} voxels are no numbers (NaN or infinite)`);
  }
  return { data, size, affine: affineOf(view, little) };
}

/**
 * Writes a volume as NIfTI-1 (.nii), sform and voxel sizes set, values in the array's own type.
 * Compress with {@linkcode gzip} for .nii.gz.
 */
export function writeNifti(volume: Volume<VoxelArray>): Uint8Array<ArrayBuffer> {
  const { data, size, affine } = volume;
  const datatype = datatypeOf(data);
  const width = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(352 + data.length * width);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, HEADER, true);
  [3, ...size, 1, 1, 1, 1].forEach((value, n) => view.setInt16(40 + 2 * n, value, true));
  view.setInt16(70, datatype, true);
  view.setInt16(72, 8 * width, true);
  const edges = [0, 1, 2].map((c) => Math.hypot(affine[c]!, affine[c + 4]!, affine[c + 8]!));
  [1, ...edges].forEach((value, n) => view.setFloat32(76 + 4 * n, value, true));
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  bytes[123] = 2; // millimetres
  view.setInt16(254, 1, true); // sform: scanner coordinates
  flip(affine).forEach((value, n) => view.setFloat32(280 + 4 * n, value, true));
  bytes.set(new TextEncoder().encode(MAGIC), 344);
  for (let n = 0; n < data.length; n++) {
    const at = 352 + n * width;
    if (datatype === 16) view.setFloat32(at, data[n]!, true);
    else if (datatype === 4) view.setInt16(at, data[n]!, true);
    else if (datatype === 512) view.setUint16(at, data[n]!, true);
    else view.setUint8(at, data[n]!);
  }
  return bytes;
}

/** Compresses bytes with gzip. */
export function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(bytes, new CompressionStream("gzip"));
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await through(bytes, new DecompressionStream("gzip"));
  } catch (error) {
    throw invalid("the compressed file is damaged or cut off", error);
  }
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer(),
  );
}

function sizeOf(view: DataView, little: boolean): [number, number, number] {
  const dim = (n: number) => view.getInt16(40 + 2 * n, little);
  const dimensions = dim(0);
  if (dimensions < 3 || dimensions > 7) throw invalid(`${dimensions} dimensions`);
  for (let n = 4; n <= dimensions; n++) if (dim(n) > 1) throw invalid("more than one volume");
  const size: [number, number, number] = [dim(1), dim(2), dim(3)];
  if (size.some((count) => count < 1)) throw invalid("a dimension is not positive");
  return size;
}

/** Affine to LPS by the three methods of nifti1.h, in order of preference. */
function affineOf(view: DataView, little: boolean): Affine {
  const f = (at: number) => view.getFloat32(at, little);
  if (view.getInt16(254, little) > 0) {
    return flip(Array.from({ length: 12 }, (_, n) => f(280 + 4 * n)));
  }
  const [dx, dy, dz] = [f(80), f(84), f(88)];
  if (view.getInt16(252, little) <= 0) {
    return flip([dx, 0, 0, 0, 0, dy, 0, 0, 0, 0, dz, 0]);
  }
  const [b, c, d] = [f(256), f(260), f(264)];
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const k = (f(76) < 0 ? -1 : 1) * dz;
  // deno-fmt-ignore
  return flip([
    (a*a + b*b - c*c - d*d) * dx, 2 * (b*c - a*d) * dy, 2 * (b*d + a*c) * k, f(268),
    2 * (b*c + a*d) * dx, (a*a + c*c - b*b - d*d) * dy, 2 * (c*d - a*b) * k, f(272),
    2 * (b*d - a*c) * dx, 2 * (c*d + a*b) * dy, (a*a + d*d - b*b - c*c) * k, f(276),
  ]);
}

/** RAS to LPS and back: the rows of x and y change sign. */
function flip(m: readonly number[]): Affine {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = m as Affine;
  return [-a, -b, -c, -x, -d, -e, -f, -y, g, h, i, z];
}

function fillValues(data: Float32Array, view: DataView, datatype: number, little: boolean): void {
  const read: (n: number) => number = {
    2: (n: number) => view.getUint8(n),
    4: (n: number) => view.getInt16(2 * n, little),
    8: (n: number) => view.getInt32(4 * n, little),
    16: (n: number) => view.getFloat32(4 * n, little),
    64: (n: number) => view.getFloat64(8 * n, little),
    256: (n: number) => view.getInt8(n),
    512: (n: number) => view.getUint16(2 * n, little),
    768: (n: number) => view.getUint32(4 * n, little),
  }[datatype] ?? (() => NaN);
  for (let n = 0; n < data.length; n++) data[n] = read(n);
}

/** scl_slope 0 means that no scaling is meant. */
function rescale(data: Float32Array, slope: number, intercept: number): void {
  if (slope === 0 || !Number.isFinite(slope) || (slope === 1 && intercept === 0)) return;
  for (let n = 0; n < data.length; n++) data[n] = data[n]! * slope + intercept;
}

function datatypeOf(data: VoxelArray): 2 | 4 | 16 | 512 {
  if (data instanceof Float32Array) return 16;
  if (data instanceof Int16Array) return 4;
  return data instanceof Uint16Array ? 512 : 2;
}

function invalid(reason: string, cause?: unknown): Fault {
  return new Fault("input_invalid", reason, { cause, facts: { field: reason } });
}
