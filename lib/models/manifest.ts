import { z } from "zod";
import { INPUT_SCHEMA } from "./manifest_input.ts";
import { OUTPUT_SCHEMA } from "./manifest_output.ts";
import { STRIPPER_INPUT_SCHEMA, STRIPPER_OUTPUT_SCHEMA } from "./manifest_stripper.ts";

/** The sentence that stands beside everything a model says. */
export const DISCLAIMER = "Research use only. Not for diagnostic use.";

/** Limits that the worker holds a job to. */
const LIMITS_SCHEMA = z.strictObject({
  /** Highest resident memory in MiB that one job may need; a larger study is refused at the door. */
  memoryMb: z.int().positive(),
  /** Seconds of work after which a job is stopped. */
  seconds: z.int().positive(),
});

const PACK_FIELDS = {
  /** Version of this format. */
  format: z.literal(1),
  /** Identity of the pack, equal to the name of its directory. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,62}$/),
  name: z.string().min(1).max(120),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  /** What the model does, in one sentence. */
  task: z.string().min(1).max(300),
  /** Names of files inside the pack; never a path out of it. */
  file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  card: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.md$/),
  licence: z.string().min(1).max(200),
  created: z.iso.date(),
  trainedWithoutPatientImages: z.boolean(),
  limits: LIMITS_SCHEMA,
  disclaimer: z.literal(DISCLAIMER),
};

/** A pack that draws a tumour on four MR sequences. */
const SEGMENTATION_SCHEMA = z.strictObject({
  ...PACK_FIELDS,
  queue: z.literal("tumour-segmentation"),
  input: INPUT_SCHEMA,
  output: OUTPUT_SCHEMA,
  /**
   * What the network was trained on (knowledge_file.ts), to tell the studies that it knows nothing
   * of. Without it nothing is said about that.
   */
  knowledge: z.strictObject({
    file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.json$/),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }).optional(),
});

/** A pack that turns the numbers of a segmentation into one probability. */
const ORIGIN_SCHEMA = z.strictObject({
  ...PACK_FIELDS,
  queue: z.literal("metastasis-prediction"),
  input: z.strictObject({
    kind: z.literal("features"),
    tensor: z.string().min(1),
    /** Features in the order of the input's last dimension. */
    features: z.array(z.string().min(1)).min(1),
    /** Table of likelihood ratios that the graph was made from. */
    table: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.json$/),
    tableSha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  output: z.strictObject({
    /** float32 [n, 3]: probability, lower and upper end of its interval. */
    probability: z.string().min(1),
    /** float32 [n, features + 1]: log-odds of the prior and of each feature. */
    shares: z.string().min(1),
  }),
});

/** A pack that finds the brain in one MR series. Readings call it; it has no jobs of its own. */
const STRIPPER_SCHEMA = z.strictObject({
  ...PACK_FIELDS,
  queue: z.literal("skull-stripping"),
  input: STRIPPER_INPUT_SCHEMA,
  output: STRIPPER_OUTPUT_SCHEMA,
});

/**
 * The manifest of a model pack (`manifest.json`): all that the product must know to check, run and
 * show a network. docs/schemas/model-manifest.json is generated from this schema.
 */
export const MANIFEST_SCHEMA = z.discriminatedUnion("queue", [
  SEGMENTATION_SCHEMA,
  ORIGIN_SCHEMA,
  STRIPPER_SCHEMA,
]);

/** Any manifest. */
export type Manifest = z.infer<typeof MANIFEST_SCHEMA>;

/** Manifest of a pack on the queue `tumour-segmentation`. */
export type SegmentationManifest = z.infer<typeof SEGMENTATION_SCHEMA>;

/** Manifest of a pack on the queue `metastasis-prediction`. */
export type OriginManifest = z.infer<typeof ORIGIN_SCHEMA>;

/** Manifest of a skull stripper. */
export type StripperManifest = z.infer<typeof STRIPPER_SCHEMA>;

/** Manifest of a pack that does jobs of its own. */
export type JobManifest = SegmentationManifest | OriginManifest;
