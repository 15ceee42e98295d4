import { Fault } from "../fault/fault.ts";
import type { SegmentationInput } from "../models/manifest_input.ts";
import type { SegmentationOutput } from "../models/manifest_output.ts";
import type { Network } from "../onnx/network.ts";
import type { Tensor } from "../onnx/tensor.ts";

/** A mirror axis of a tensor [..., z, y, x] or [..., y, x]. */
export type MirrorAxis = "x" | "y" | "z";

/**
 * Probabilities for one input tensor [n, channels, (z,) y, x]: [n, regions, (z,) y, x]. The network
 * runs once as it is and once mirrored along each of the manifest's axes; the answers, mirrored
 * back, are averaged. Fault `model_unfit` when the output is not there or has another shape.
 */
export async function askNetwork(
  network: Network,
  tensor: Tensor,
  input: Pick<SegmentationInput, "tensor" | "flips">,
  output: SegmentationOutput,
): Promise<Tensor> {
  const sum = await askOnce(network, tensor, input.tensor, output);
  for (const axis of input.flips) {
    const turned = await askOnce(network, mirrored(tensor, axis), input.tensor, output);
    const back = mirrored(turned, axis).data;
    for (let n = 0; n < back.length; n++) sum.data[n] = (sum.data[n] as number) + back[n]!;
  }
  const runs = 1 + input.flips.length;
  for (let n = 0; runs > 1 && n < sum.data.length; n++) {
    sum.data[n] = (sum.data[n] as number) / runs;
  }
  return sum;
}

async function askOnce(
  network: Network,
  tensor: Tensor,
  name: string,
  output: SegmentationOutput,
): Promise<Tensor> {
  const answer = (await network.run({ [name]: tensor }))[output.tensor];
  const [n, , ...space] = tensor.shape;
  const wanted = [n, output.regions.length, ...space].join("x");
  const found = answer?.shape.join("x") ?? "missing";
  if (answer === undefined || found !== wanted) {
    throw new Fault("model_unfit", `Output ${output.tensor} is ${found}, not ${wanted}`, {
      facts: { reason: `output ${output.tensor} is ${found}, not ${wanted}` },
    });
  }
  if (output.activation === "sigmoid") {
    for (let i = 0; i < answer.data.length; i++) {
      answer.data[i] = 1 / (1 + Math.exp(-answer.data[i]!));
    }
  }
  return answer;
}

/** A copy of the tensor in reverse order along one axis (x is the last dimension, y before it). */
export function mirrored({ data, shape }: Tensor, axis: MirrorAxis): Tensor {
  const dimension = shape.length - 1 - ["x", "y", "z"].indexOf(axis);
  const extent = shape[dimension] as number;
  const inner = shape.slice(dimension + 1).reduce((product, one) => product * one, 1);
  const out = new Float32Array(data.length);
  for (let start = 0; start < data.length; start += extent * inner) {
    for (let i = 0; i < extent; i++) {
      const from = start + i * inner;
      const to = start + (extent - 1 - i) * inner;
      if (inner === 1) out[to] = data[from] as number;
      else out.set(data.subarray(from, from + inner), to);
    }
  }
  return { data: out, shape };
}
