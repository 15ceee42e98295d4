import assert from "node:assert/strict";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { phantomStripper } from "../../tests/accuracy/phantom_stripper.ts";
import { Fault } from "../fault/fault.ts";
import { STRIPPER_INPUT_SCHEMA, STRIPPER_OUTPUT_SCHEMA } from "../models/manifest_stripper.ts";
import { encodeGraph, type Graph } from "../onnx/graph.ts";
import { Network } from "../onnx/network.ts";
import type { Grid } from "../volume/resample.ts";
import type { Volume } from "../volume/volume.ts";
import { stripSkull } from "./strip_skull.ts";

const PACK = {
  input: STRIPPER_INPUT_SCHEMA.parse({
    kind: "head",
    tensor: "image",
    size: [96, 112, 96],
    spacing: 2,
    percentiles: [0.5, 99.5],
    topToMiddle: 82,
    passes: 3,
    near: 6,
    flips: ["x"],
  }),
  output: STRIPPER_OUTPUT_SCHEMA.parse({ tensor: "distance", kind: "distance" }),
};

async function engineOf(graph: Graph): Promise<Network> {
  const engine = new Network(encodeGraph(graph), { providers: ["cpu"], threads: 1 });
  await engine.openNext();
  return engine;
}

/** Dice of a mask with the phantom's brain on the same grid. */
function agreement(found: Volume<Uint8Array>, grid: Grid): number {
  const truth = phantom(grid, "T1", { healthy: true }).data;
  let [both, all] = [0, 0];
  found.data.forEach((value, n) => {
    const brain = (truth[n] as number) > 0;
    if (brain && value === 1) both++;
    all += Number(brain) + value;
  });
  return 2 * both / all;
}

/** Sagittal slices of 5 mm whose rows run up and whose columns run to anterior. */
const SAGITTAL: Grid = {
  size: [150, 120, 30],
  affine: [0, 0, 5, -72, -1.3, 0, 0, 95, 0, 1.3, 0, -78],
};

for (
  const [what, grid] of [
    ["1.5 mm voxels", phantomGrid(1.5)],
    ["3 mm voxels", phantomGrid(3, 0.4)],
    ["thick sagittal slices", SAGITTAL],
  ] as const
) {
  Deno.test(`stripSkull() finds the phantom's brain on ${what}`, async () => {
    const engine = await engineOf(phantomStripper());
    const head = phantom(grid, "T1", { skull: true, healthy: true });
    const before = head.data.slice();
    const mask = await stripSkull(head, PACK, { engine });
    assert.deepEqual([mask.size, mask.affine], [grid.size, grid.affine]);
    const dice = agreement(mask, grid);
    assert.ok(dice > 0.97, `Dice ${dice.toFixed(3)}`);
    assert.deepEqual(head.data, before);
  });
}

Deno.test("stripSkull() refuses a series in which the network finds no brain", async () => {
  const engine = await engineOf(phantomStripper(-20));
  const head = phantom(phantomGrid(3), "T2", { skull: true });
  await assert.rejects(stripSkull(head, PACK, { engine }), isFault("series_not_stripped"));
});

Deno.test("stripSkull() refuses values that are not finite and an output of another name", async () => {
  const engine = await engineOf(phantomStripper());
  const head = phantom(phantomGrid(4), "T1", { skull: true });
  const renamed = { ...PACK, output: { ...PACK.output, tensor: "elsewhere" } };
  await assert.rejects(stripSkull(head, renamed, { engine }), isFault("model_unfit"));
  head.data[7] = NaN;
  await assert.rejects(stripSkull(head, PACK, { engine }), isFault("geometry_unusable"));
});

Deno.test("stripSkull() stops before the network when the signal is aborted", async () => {
  const engine = {
    run: () => Promise.reject(new Error("asked")),
  };
  const signal = AbortSignal.abort(new Fault("inference_cancelled", "stopped"));
  const head = phantom(phantomGrid(4), "T1", { skull: true });
  await assert.rejects(
    stripSkull(head, PACK, { engine, signal }),
    isFault("inference_cancelled"),
  );
});

function isFault(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof Fault, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
