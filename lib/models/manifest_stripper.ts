import { z } from "zod";

/** How one series becomes the input [1, 2, z, y, x] of a skull stripper: brightness and view. */
export const STRIPPER_INPUT_SCHEMA = z.strictObject({
  kind: z.literal("head"),
  /** Name of the ONNX input, float32. */
  tensor: z.string().min(1),
  /** Voxels of the network's grid along z (to the head), y (to posterior), x (to the left). */
  size: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  /** Edge of the cubic voxels of that grid in mm. */
  spacing: z.number().positive().max(5),
  /** Percentiles of the values above 0 that become 0 and 1. */
  percentiles: z.tuple([z.number().min(0), z.number().max(100)]),
  /** mm from the top of the head to the middle of the brain, for the first look. */
  topToMiddle: z.number().positive().max(200),
  /** The grid is laid over the brain again until it moves less than `near` mm, at most so often. */
  passes: z.int().min(1).max(5),
  near: z.number().positive().max(50),
  /** Axes to run once more mirrored and average over. */
  flips: z.array(z.enum(["x"])).max(1),
});

/** What a skull stripper answers: [1, 1, z, y, x], distance to the border in mm, + in the brain. */
export const STRIPPER_OUTPUT_SCHEMA = z.strictObject({
  /** Name of the ONNX output, float32. */
  tensor: z.string().min(1),
  kind: z.literal("distance"),
});

/** Input of a skull stripper. */
export type StripperInput = z.infer<typeof STRIPPER_INPUT_SCHEMA>;
/** Output of a skull stripper. */
export type StripperOutput = z.infer<typeof STRIPPER_OUTPUT_SCHEMA>;
