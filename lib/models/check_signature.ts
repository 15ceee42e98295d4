import { Fault } from "../fault/fault.ts";
import type { TensorShape } from "../onnx/graph.ts";
import type { Signature } from "../onnx/signature.ts";
import type { Manifest } from "./manifest.ts";
import type { SegmentationInput } from "./manifest_input.ts";

/**
 * Holds a graph's inputs and outputs against the manifest. A free dimension of the graph fits any
 * extent. Fault `model_unfit` with the tensor and both shapes as the reason.
 */
export function checkSignature(manifest: Manifest, { inputs, outputs }: Signature): void {
  if (inputs.length !== 1) unfit(`the graph has ${inputs.length} inputs, 1 is supported`);
  if (manifest.queue === "metastasis-prediction") {
    const { input, output } = manifest;
    const n = input.features.length;
    checkTensor(inputs, input.tensor, ["n", n]);
    checkTensor(outputs, output.probability, ["n", 3]);
    checkTensor(outputs, output.shares, ["n", n + 1]);
    return;
  }
  if (manifest.queue === "skull-stripping") {
    const { input, output } = manifest;
    checkTensor(inputs, input.tensor, ["n", 2, ...input.size]);
    checkTensor(outputs, output.tensor, ["n", 1, ...input.size]);
    return;
  }
  const { input, output } = manifest;
  const channels = networkChannels(input);
  const space = spaceOf(input);
  checkTensor(inputs, input.tensor, ["n", channels, ...space]);
  checkTensor(outputs, output.tensor, ["n", output.regions.length, ...space]);
}

/** Channels of the network's input tensor. */
export function networkChannels(input: SegmentationInput): number {
  if (input.kind !== "slices-2.5d") return input.channels.length;
  return input.channels.length * input.neighbours.length + input.position.length;
}

function spaceOf(input: SegmentationInput): (number | string)[] {
  if (input.kind === "slices-2.5d") return [...input.window];
  if (input.kind === "patch") return [...input.patch];
  return ["z", "y", "x"];
}

/** A text on either side stands for any extent. */
function checkTensor(
  tensors: readonly TensorShape[],
  name: string,
  wanted: readonly (number | string)[],
): void {
  const tensor = tensors.find((one) => one.name === name);
  if (tensor === undefined) {
    unfit(`the graph has no tensor ${name}, only ${tensors.map((one) => one.name).join(", ")}`);
  }
  const fits = tensor.shape.length === wanted.length &&
    tensor.shape.every((extent, i) =>
      typeof extent === "string" || typeof wanted[i] === "string" || extent === wanted[i]
    );
  if (!fits) unfit(`tensor ${name} is ${tensor.shape.join("x")}, not ${wanted.join("x")}`);
}

function unfit(reason: string): never {
  throw new Fault("model_unfit", `The graph does not fit its manifest: ${reason}`, {
    facts: { reason },
  });
}
