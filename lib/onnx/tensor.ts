import { Fault } from "../fault/fault.ts";

/** A dense float32 tensor, last dimension fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Throws Fault `code` unless the tensor has at least one element, as many as its shape says, and
 * only finite values. NaN goes through a network silently and comes out as "no tumour".
 */
export function checkTensor(
  name: string,
  { data, shape }: Tensor,
  code: "model_unfit" | "model_broken",
): void {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (count === 0) refuse(name, "is empty", code);
  if (count !== data.length) {
    refuse(name, `has ${data.length} values for shape ${shape.join("x")}`, code);
  }
  // The sum is NaN or infinite as soon as one value is; one add a value beats a test a value.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i] as number;
  if (!Number.isFinite(sum)) refuse(name, "holds values that are not finite", code);
}

function refuse(name: string, what: string, code: "model_unfit" | "model_broken"): never {
  throw new Fault(code, `Tensor ${name} ${what}`, { facts: { reason: `tensor ${name} ${what}` } });
}
