import { Fault } from "../fault/fault.ts";
import type { TensorShape } from "./graph.ts";
import { readFields } from "./protobuf.ts";

/** What an ONNX file says about itself without being run. */
export interface Signature {
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** Metadata properties of the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

const TEXT = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads names and shapes of a model's inputs and outputs straight from the file, so that a pack can
 * be checked where the native runtime is not allowed (the portal has no `--allow-ffi`).
 * Throws Fault `model_broken` for bytes that are not an ONNX model with a graph.
 */
export function readSignature(model: Uint8Array): Signature {
  try {
    return parseModel(model);
  } catch (cause) {
    throw new Fault("model_broken", "The model file is not a readable ONNX file", {
      cause,
      facts: { reason: "not an ONNX file" },
    });
  }
}

function parseModel(model: Uint8Array): Signature {
  let graph: Uint8Array | undefined;
  const metadata: Record<string, string> = {};
  for (const { number, bytes } of readFields(model)) {
    if (number === 7) graph = bytes;
    if (number === 14) metadata[textOf(bytes, 1)] = textOf(bytes, 2);
  }
  if (graph === undefined) throw new RangeError("No graph");
  return { ...parseGraph(graph), metadata };
}

function parseGraph(graph: Uint8Array): Pick<Signature, "inputs" | "outputs"> {
  const constants = new Set<string>();
  const inputs: TensorShape[] = [];
  const outputs: TensorShape[] = [];
  for (const { number, bytes } of readFields(graph)) {
    if (number === 5) constants.add(textOf(bytes, 8));
    if (number === 11) inputs.push(parseTensor(bytes));
    if (number === 12) outputs.push(parseTensor(bytes));
  }
  if (outputs.length === 0) throw new RangeError("No outputs");
  // Older files list their weights among the inputs.
  return { inputs: inputs.filter(({ name }) => !constants.has(name)), outputs };
}

/** ValueInfoProto: name, and the shape inside type.tensor_type. */
function parseTensor(info: Uint8Array): TensorShape {
  const shape: (number | string)[] = [];
  const dims = inner(inner(inner(info, 2), 1), 2);
  for (const { number, bytes } of readFields(dims)) {
    if (number !== 1) continue;
    let extent: number | string = "";
    for (const dim of readFields(bytes)) {
      if (dim.number === 1) extent = dim.varint;
      if (dim.number === 2) extent = TEXT.decode(dim.bytes);
    }
    shape.push(extent);
  }
  return { name: textOf(info, 1), shape };
}

function inner(message: Uint8Array, wanted: number): Uint8Array {
  for (const { number, bytes } of readFields(message)) if (number === wanted) return bytes;
  return new Uint8Array();
}

function textOf(message: Uint8Array, wanted: number): string {
  return TEXT.decode(inner(message, wanted));
}
