/**
 * Makes models/lesion-origin-1/model.onnx from likelihood_ratios.json and writes both checksums into
 * the manifest. Deterministic: the same table gives the same file on any machine.
 *
 *     deno run --allow-read=models --allow-write=models training/metastasis/make_model.ts
 */
import { parseLikelihoodTable } from "../../lib/metastasis/likelihood_table.ts";
import { originGraph } from "../../lib/metastasis/origin_graph.ts";
import { sha256Hex } from "../../lib/onnx/model_file.ts";

const PACK = "models/lesion-origin-1";

const table = await Deno.readFile(`${PACK}/likelihood_ratios.json`);
const model = originGraph(parseLikelihoodTable(new TextDecoder().decode(table)));
await Deno.writeFile(`${PACK}/model.onnx`, model);
const manifest = await Deno.readTextFile(`${PACK}/manifest.json`);
await Deno.writeTextFile(
  `${PACK}/manifest.json`,
  manifest
    .replace(/"sha256": "\w*"/, `"sha256": "${await sha256Hex(model)}"`)
    .replace(/"tableSha256": "\w*"/, `"tableSha256": "${await sha256Hex(table)}"`),
);
