import { bytesField, floatField, join, textField, varintField } from "./protobuf.ts";

/** Name and shape of a float32 tensor at the border of a graph; a text is a free dimension. */
export interface TensorShape {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A constant of the graph: float32, or int64 where an operator asks for indices. */
export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: "float32" | "int64";
  readonly values: readonly number[];
}

/** An operator of the default ONNX domain. A number is an int, `{ float }` a float attribute. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<
    Record<string, number | string | readonly number[] | { float: number }>
  >;
}

/** A whole ONNX graph as data. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  readonly nodes: readonly GraphNode[];
  readonly initializers?: readonly Initializer[];
  /** Metadata properties of the model file, written in the order given. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const IR_VERSION = 8;
const OPSET = 17;
const FLOAT32 = 1;
const INT64 = 7;

/**
 * Writes an ONNX file (ir_version 8, opset 17; field numbers of onnx.proto3). The same graph gives
 * the same bytes, always: nothing of the machine or the time goes in.
 */
export function encodeGraph(graph: Graph): Uint8Array {
  const body = join([
    ...graph.nodes.map((node) => bytesField(1, encodeNode(node))),
    textField(2, graph.name),
    ...(graph.initializers ?? []).map((constant) => bytesField(5, encodeInitializer(constant))),
    ...graph.inputs.map((tensor) => bytesField(11, encodeTensorShape(tensor))),
    ...graph.outputs.map((tensor) => bytesField(12, encodeTensorShape(tensor))),
  ]);
  const metadata = Object.entries(graph.metadata ?? {}).map(([key, value]) =>
    bytesField(14, join([textField(1, key), textField(2, value)]))
  );
  return join([
    varintField(1, IR_VERSION),
    textField(2, "neuronova"),
    bytesField(7, body),
    bytesField(8, join([textField(1, ""), varintField(2, OPSET)])),
    ...metadata,
  ]);
}

function encodeNode(node: GraphNode): Uint8Array {
  const attributes = Object.entries(node.attributes ?? {}).map(([name, value]) =>
    bytesField(5, join([textField(1, name), encodeAttribute(value)]))
  );
  return join([
    ...node.inputs.map((name) => textField(1, name)),
    ...node.outputs.map((name) => textField(2, name)),
    textField(4, node.op),
    ...attributes,
  ]);
}

/** AttributeProto without its name: value field and type (FLOAT 1, INT 2, STRING 3, INTS 7). */
function encodeAttribute(value: number | string | readonly number[] | { float: number }) {
  if (typeof value === "number") return join([varintField(3, value), varintField(20, 2)]);
  if (typeof value === "string") return join([textField(4, value), varintField(20, 3)]);
  if ("float" in value) return join([floatField(2, value.float), varintField(20, 1)]);
  return join([...value.map((one) => varintField(8, one)), varintField(20, 7)]);
}

function encodeInitializer({ name, shape, type, values }: Initializer): Uint8Array {
  const float = type === "float32";
  const raw = new DataView(new ArrayBuffer(values.length * (float ? 4 : 8)));
  values.forEach((value, i) => {
    if (float) raw.setFloat32(i * 4, value, true);
    else raw.setBigInt64(i * 8, BigInt(value), true);
  });
  return join([
    ...shape.map((extent) => varintField(1, extent)),
    varintField(2, float ? FLOAT32 : INT64),
    textField(8, name),
    bytesField(9, new Uint8Array(raw.buffer)),
  ]);
}

function encodeTensorShape({ name, shape }: TensorShape): Uint8Array {
  const dims = shape.map((extent) =>
    bytesField(1, typeof extent === "number" ? varintField(1, extent) : textField(2, extent))
  );
  const tensor = join([varintField(1, FLOAT32), bytesField(2, join(dims))]);
  return join([textField(1, name), bytesField(2, bytesField(1, tensor))]);
}
