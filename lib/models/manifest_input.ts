import { z } from "zod";

/** A sequence that a network can ask for. */
export const SEQUENCE_SCHEMA = z.enum(["FLAIR", "T1", "T1c", "T2"]);

const COMMON_FIELDS = {
  /** Name of the ONNX input, float32. */
  tensor: z.string().min(1),
  /** Sequences in the order of the input's channels. */
  channels: z.array(SEQUENCE_SCHEMA).min(1).max(4),
  /** Edge of the cubic voxels of the model's grid in mm. */
  spacing: z.number().positive().max(5),
  /** Directions in which i, j, k of the grid grow, patient coordinates: left, posterior, head. */
  orientation: z.literal("LPS"),
  /** The images must come without skull. */
  stripped: z.boolean(),
  /** The images must be registered to each other. */
  aligned: z.boolean(),
  /** The brain: voxels where at least `positive` sequences are > 0, cleaned up. */
  mask: z.strictObject({
    positive: z.int().min(1).max(4),
    open: z.boolean(),
    largest: z.boolean(),
    fillHoles: z.boolean(),
  }),
  /** Applied to each sequence by its values inside the mask, in this order. */
  normalisation: z.strictObject({
    /** Clip to these percentiles before mean and standard deviation are taken. */
    clipPercentiles: z.tuple([z.number().min(0), z.number().max(100)]).nullable(),
    /** Subtract the mean, divide by the standard deviation of the clipped values. */
    zScore: z.boolean(),
    /** Limits of the z-scored, unclipped values. */
    clamp: z.tuple([z.number(), z.number()]).nullable(),
  }),
};

/** Axes to run once more mirrored and average over. */
const FLIPS_3D_SCHEMA = z.array(z.enum(["x", "y", "z"])).max(3);

/** Slice by slice along z; each sequence brings its neighbouring slices. */
const SLICES_SCHEMA = z.strictObject({
  kind: z.literal("slices-2.5d"),
  ...COMMON_FIELDS,
  /** Offsets of the slices of one sequence in mm along z, ascending; clamped at the ends. */
  neighbours: z.array(z.number()).min(1).max(15),
  /** Channels after the images that say where the voxel lies, in units of `positionScale` mm. */
  position: z.array(z.enum(["below-top", "rows", "columns"])).max(3),
  positionScale: z.number().positive(),
  /** Rows (y) and columns (x) of the window, centred on the mask's bounding box. */
  window: z.tuple([z.int().positive(), z.int().positive()]),
  /** Axes to run once more mirrored and average over; the neighbours have an order along z. */
  flips: z.array(z.enum(["x", "y"])).max(2),
  /** Slices a run. */
  batch: z.int().min(1).max(64),
});

/** Overlapping boxes over the mask's bounding box, averaged with weights. */
const PATCH_SCHEMA = z.strictObject({
  kind: z.literal("patch"),
  ...COMMON_FIELDS,
  /** Voxels of a patch along z, y, x. */
  patch: z.tuple([z.int().positive(), z.int().positive(), z.int().positive()]),
  /** Share of a patch that the next one overlaps. */
  overlap: z.number().min(0).max(0.9),
  flips: FLIPS_3D_SCHEMA,
});

/** The mask's bounding box in one run. */
const VOLUME_SCHEMA = z.strictObject({
  kind: z.literal("volume"),
  ...COMMON_FIELDS,
  /** Voxels kept around the mask's bounding box. */
  margin: z.int().min(0).max(32),
  /** The box is padded with zeros at its end to multiples of this. */
  multiple: z.int().min(1).max(128),
  flips: FLIPS_3D_SCHEMA,
});

/**
 * How four volumes become the network's input. Tensors are [n, channels, y, x] for slices (channel =
 * sequence * neighbours + neighbour, position channels last) and [n, channels, z, y, x] otherwise.
 */
export const INPUT_SCHEMA = z.discriminatedUnion("kind", [
  SLICES_SCHEMA,
  PATCH_SCHEMA,
  VOLUME_SCHEMA,
]);

/** Any input of a segmentation network. */
export type SegmentationInput = z.infer<typeof INPUT_SCHEMA>;
/** Input of a slice-wise network. */
export type SlicesInput = z.infer<typeof SLICES_SCHEMA>;
/** Input of a patch-wise network. */
export type PatchInput = z.infer<typeof PATCH_SCHEMA>;
/** Input of a whole-volume network. */
export type VolumeInput = z.infer<typeof VOLUME_SCHEMA>;
/** T1, T1 with contrast, T2 or FLAIR. */
export type Sequence = z.infer<typeof SEQUENCE_SCHEMA>;
