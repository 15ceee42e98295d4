import { z } from "zod";

/** A coded concept: SCT (SNOMED CT) or NCIt, with the meaning as DICOM writes it. */
const CODE_SCHEMA = z.strictObject({
  scheme: z.enum(["SCT", "NCIt"]),
  value: z.string().min(1).max(16),
  meaning: z.string().min(1).max(64),
});

/** A label value in the result, its codes and how it is drawn. */
const LABEL_SCHEMA = z.strictObject({
  value: z.int().min(1).max(255),
  /** Short name for legends. */
  name: z.strictObject({ en: z.string().min(1), ko: z.string().min(1) }),
  /** Segmented Property Type (DICOM CID 7168/7169); the category is `category`. */
  code: CODE_SCHEMA,
  category: CODE_SCHEMA,
  colour: z.tuple([z.int().min(0).max(255), z.int().min(0).max(255), z.int().min(0).max(255)]),
});

/** One output channel: a region that contains the regions after it. */
const REGION_SCHEMA = z.strictObject({
  /** WT whole tumour, TC tumour core, ET enhancing tumour. */
  name: z.enum(["WT", "TC", "ET"]),
  /** A voxel belongs to the region above this probability. */
  threshold: z.number().min(0).max(1),
  /** Label of voxels in this region and in none of those after it. */
  label: z.int().min(1).max(255),
  /**
   * The volume lies between those of the voxels above the first and above the second probability in
   * `share` of synthetic patients that neither trained nor calibrated the network.
   */
  range: z.strictObject({
    least: z.number().min(0).max(1),
    most: z.number().min(0).max(1),
    share: z.number().min(0).max(1),
  }).refine(({ least, most }) => most < least).optional(),
});

/** Which connected regions (26 neighbours) of the outermost region stay. */
const COMPONENTS_SCHEMA = z.strictObject({
  /**
   * A component stays when the second region, the core, is more probable in one of its voxels than
   * its size asks for: oedema alone is no tumour. With one region only, that region counts. Ordered
   * by size; the largest entry that the component reaches counts, and one smaller than all goes. The
   * surest of many voxels is surer than that of few, so larger components may be asked for more.
   */
  sizes: z.array(z.strictObject({
    fromMm3: z.number().min(0),
    sureCore: z.number().min(0).max(1),
  })).min(1).refine(
    (sizes) => sizes.every(({ fromMm3 }, n) => n === 0 || fromMm3 > sizes[n - 1]!.fromMm3),
    { error: "fromMm3 must rise from entry to entry" },
  ),
  /**
   * A component without such a voxel stays when the first region's mean probability in it is above
   * this: a tumour without enhancement may be sure as a whole while its core is not. 1: never.
   */
  sureMean: z.number().min(0).max(1),
  /** Fill holes of the second region slice by slice; what is filled joins the first. */
  fillCore: z.boolean(),
});

/** From the network's answer to labels. */
export const OUTPUT_SCHEMA = z.strictObject({
  /** Name of the ONNX output: float32 [n, regions, y, x] or [n, regions, z, y, x]. */
  tensor: z.string().min(1),
  /** What is still to be done to the values to make them probabilities. */
  activation: z.enum(["none", "sigmoid"]),
  regions: z.array(REGION_SCHEMA).min(1).max(3),
  components: COMPONENTS_SCHEMA.nullable(),
  /** Whether the values were calibrated on patients that the network was not trained on. */
  calibrated: z.boolean().optional(),
  labels: z.array(LABEL_SCHEMA).min(1),
}).refine(
  ({ regions, labels }) => {
    const values = new Set(labels.map(({ value }) => value));
    return values.size === labels.length && regions.every(({ label }) => values.has(label));
  },
  { error: "every region's label must stand once among the labels" },
);

/** Output of a segmentation network. */
export type SegmentationOutput = z.infer<typeof OUTPUT_SCHEMA>;
/** One region of the output. */
export type Region = z.infer<typeof REGION_SCHEMA>;
/** Rule for the components of the outermost region. */
export type ComponentRule = z.infer<typeof COMPONENTS_SCHEMA>;
/** A label with its codes. */
export type Label = z.infer<typeof LABEL_SCHEMA>;
