import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import { encodeGraph, type Graph } from "./graph.ts";
import { readFields, varintField } from "./protobuf.ts";
import { readSignature } from "./signature.ts";

const GRAPH: Graph = {
  name: "add_one",
  inputs: [{ name: "image", shape: ["n", 4, 300] }],
  outputs: [{ name: "prob", shape: ["n", 4, 300] }],
  nodes: [{ op: "Add", inputs: ["image", "one"], outputs: ["prob"] }],
  initializers: [{ name: "one", shape: [1], type: "float32", values: [1] }],
  metadata: { made: "by a test" },
};

Deno.test("readSignature() reads names, shapes and metadata that encodeGraph() wrote", () => {
  const signature = readSignature(encodeGraph(GRAPH));
  assert.deepEqual(signature, {
    inputs: GRAPH.inputs,
    outputs: GRAPH.outputs,
    metadata: { made: "by a test" },
  });
});

Deno.test("readSignature() leaves out weights that are listed among the inputs", () => {
  const graph = {
    ...GRAPH,
    inputs: [...GRAPH.inputs, { name: "one", shape: [1] }],
  };
  assert.deepEqual(readSignature(encodeGraph(graph)).inputs, GRAPH.inputs);
});

Deno.test("encodeGraph() gives the same bytes each time", () => {
  assert.deepEqual(encodeGraph(GRAPH), encodeGraph(structuredClone(GRAPH)));
});

Deno.test("readSignature() answers model_broken or a value for any bytes, never another error", () => {
  const good = encodeGraph(GRAPH);
  const mutated = fc.tuple(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length)).map(
    ([at, value, length]) => {
      const bytes = good.slice(0, length);
      bytes[Math.min(at, bytes.length - 1)] = value;
      return bytes;
    },
  );
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), mutated), (bytes) => {
    try {
      readSignature(bytes);
    } catch (error) {
      assert.ok(error instanceof Fault && error.code === "model_broken");
    }
  }));
});

Deno.test("varintField() and readFields() agree on numbers up to 2^53", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 500 }), fc.maxSafeNat(), (number, value) => {
    const [field, ...rest] = readFields(varintField(number, value));
    assert.deepEqual([field?.number, field?.varint, rest.length], [number, value, 0]);
  }));
});
