/** Model packs that segment the phantom: a point-wise network, once for each kind of input. */
import { INPUT_SCHEMA } from "../../lib/models/manifest_input.ts";
import type { SegmentationManifest } from "../../lib/models/manifest.ts";
import { isSegmentationPack, openPack, type SegmentationPack } from "../../lib/models/pack.ts";
import { encodeGraph, type Graph } from "../../lib/onnx/graph.ts";
import { sha256Hex } from "../../lib/onnx/model_file.ts";

const SHIPPED = new URL("../../models/tumour-own-4/", import.meta.url);

/** z-scores of FLAIR, T1 and T1c that tell whole tumour, core and enhancement of the phantom. */
const RULES = [
  { channel: 0, slope: 4, cut: 2.5 },
  { channel: 1, slope: -4, cut: -2.5 },
  { channel: 2, slope: 4, cut: 2.5 },
] as const;

const KINDS = {
  "slices-2.5d": {
    kind: "slices-2.5d",
    neighbours: [-2, 0, 2],
    position: ["below-top", "columns"],
    positionScale: 80,
    window: [96, 80],
    flips: ["x", "y"],
    batch: 5,
  },
  "patch": { kind: "patch", patch: [24, 32, 28], overlap: 0.4, flips: ["z"] },
  "volume": { kind: "volume", margin: 3, multiple: 8, flips: [] },
} as const;

/** A kind of input. */
export type PackKind = keyof typeof KINDS;

/** A rule of its own, for the shipped one follows the shipped network. */
const COMPONENTS: SegmentationManifest["output"]["components"] = {
  sizes: [{ fromMm3: 30, sureCore: 0.6 }],
  sureMean: 1,
  fillCore: true,
};

/**
 * Writes a pack for the phantom under `root` and opens it. The network is a convolution with a
 * kernel of one voxel and a sigmoid; core and enhancing tumour are both dark on T1 or bright on T1c.
 */
export async function writePhantomPack(
  root: string,
  kind: PackKind,
  change: (manifest: SegmentationManifest) => SegmentationManifest = (manifest) => manifest,
): Promise<SegmentationPack> {
  // What the shipped network knows and how sure it is says nothing about this one.
  const { knowledge: _, ...shipped }: SegmentationManifest = JSON.parse(
    await Deno.readTextFile(new URL("manifest.json", SHIPPED)),
  );
  const { channels, orientation, mask, normalisation } = shipped.input;
  const common = { tensor: "image", channels, spacing: 2, orientation, mask, normalisation };
  const specific = structuredClone(KINDS[kind]);
  const input = { ...common, ...specific, stripped: true, aligned: true };
  const bytes = encodeGraph(pointwise(kind));
  const regions = shipped.output.regions
    .map(({ name, label }) => ({ name, label, threshold: 0.5 }));
  const manifest = change({
    ...shipped,
    output: { ...shipped.output, calibrated: false, regions, components: COMPONENTS },
    id: `phantom-${kind.replace(".", "-")}`,
    sha256: await sha256Hex(bytes),
    input: INPUT_SCHEMA.parse(input),
  });
  const directory = `${root}/${manifest.id}`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeFile(`${directory}/model.onnx`, bytes);
  const card = await Deno.readTextFile(new URL("card.md", SHIPPED));
  const own = card.replaceAll(shipped.sha256, manifest.sha256);
  await Deno.writeTextFile(`${directory}/card.md`, own);
  await Deno.writeTextFile(`${directory}/manifest.json`, JSON.stringify(manifest));
  const pack = await openPack(directory);
  if (!isSegmentationPack(pack)) throw new TypeError("not a segmentation pack");
  return pack;
}

function pointwise(kind: PackKind): Graph {
  const slices = kind === "slices-2.5d";
  const channels = slices ? 4 * 3 + 2 : 4;
  const weights = RULES.flatMap(({ channel, slope }) =>
    Array.from(
      { length: channels },
      // Of the three slices of a sequence the middle one decides.
      (_, n) => n === (slices ? channel * 3 + 1 : channel) ? slope : 0,
    )
  );
  const space = slices ? ["y", "x"] : ["z", "y", "x"];
  return {
    name: "pointwise",
    inputs: [{ name: "image", shape: ["n", channels, ...space] }],
    outputs: [{ name: "prob", shape: ["n", 3, ...space] }],
    nodes: [
      { op: "Conv", inputs: ["image", "w", "b"], outputs: ["z"] },
      { op: "Sigmoid", inputs: ["z"], outputs: ["prob"] },
    ],
    initializers: [
      { name: "w", shape: [3, channels, ...space.map(() => 1)], type: "float32", values: weights },
      {
        name: "b",
        shape: [3],
        type: "float32",
        values: RULES.map(({ slope, cut }) => -slope * cut),
      },
    ],
  };
}
