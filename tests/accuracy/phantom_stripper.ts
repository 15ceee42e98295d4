/** A skull stripper for the phantom: what is bright and lies together, the largest of it, is brain. */
import { MANIFEST_SCHEMA } from "../../lib/models/manifest.ts";
import { isStripperPack, openPack, type StripperPack } from "../../lib/models/pack.ts";
import { encodeGraph, type Graph } from "../../lib/onnx/graph.ts";
import { sha256Hex } from "../../lib/onnx/model_file.ts";

const SHIPPED = new URL("../../models/skull-stripper-0/", import.meta.url);

/** Answers 10 mm inside for white, `bias` mm for black; the size of the shipped network. */
export function phantomStripper(bias = -2): Graph {
  const space = [96, 112, 96];
  return {
    name: "pointwise",
    inputs: [{ name: "image", shape: [1, 2, ...space] }],
    outputs: [{ name: "distance", shape: [1, 1, ...space] }],
    nodes: [{ op: "Conv", inputs: ["image", "w", "b"], outputs: ["distance"] }],
    initializers: [
      { name: "w", shape: [1, 2, 1, 1, 1], type: "float32", values: [10, 0] },
      { name: "b", shape: [1], type: "float32", values: [bias] },
    ],
  };
}

/** Writes the phantom's stripper as a pack under `root`, with the shipped manifest, and opens it. */
export async function writePhantomStripper(root: string): Promise<StripperPack> {
  const shipped = JSON.parse(await Deno.readTextFile(new URL("manifest.json", SHIPPED)));
  const bytes = encodeGraph(phantomStripper());
  const manifest = MANIFEST_SCHEMA.parse({
    ...shipped,
    id: "phantom-stripper",
    sha256: await sha256Hex(bytes),
  });
  const directory = `${root}/${manifest.id}`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeFile(`${directory}/${manifest.file}`, bytes);
  const card = await Deno.readTextFile(new URL("card.md", SHIPPED));
  const own = card.replaceAll(shipped.sha256, manifest.sha256);
  await Deno.writeTextFile(`${directory}/card.md`, own);
  await Deno.writeTextFile(`${directory}/manifest.json`, JSON.stringify(manifest));
  const pack = await openPack(directory);
  if (!isStripperPack(pack)) throw new TypeError("not a skull stripper");
  return pack;
}
