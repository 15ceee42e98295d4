import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import { isOriginPack, openPack, type OriginPack } from "../models/pack.ts";
import { Runtime } from "../onnx/runtime.ts";
import type { MetastasisCase } from "./case.ts";
import { PRIMARIES } from "./facts.ts";
import { readLikelihoodTable } from "./likelihood_table.ts";
import { originGraph } from "./origin_graph.ts";
import { predictLesionOrigin } from "./predict_lesion_origin.ts";
import { weighOrigin } from "./weigh_origin.ts";

const PACK = fileURLToPath(new URL("../../models/lesion-origin-1", import.meta.url));

async function shipped(): Promise<OriginPack> {
  const pack = await openPack(PACK);
  assert.ok(isOriginPack(pack));
  return pack;
}

async function withRuntime(use: (runtime: Runtime, pack: OriginPack) => Promise<void>) {
  const runtime = new Runtime({ providers: ["cpu"], threads: 1 });
  try {
    await use(runtime, await shipped());
  } finally {
    runtime.close();
  }
}

/** Any case with a lesion, any part of which may be unknown. */
const anyCase: fc.Arbitrary<MetastasisCase> = fc.record({
  format: fc.constant(1 as const),
  lesions: fc.record({
    foci: fc.integer({ min: 1, max: 40 }),
    t2Connected: fc.option(fc.boolean()),
    diameterRatio: fc.option(fc.float({ min: 0, max: 10, noNaN: true })),
    areaRatio: fc.option(fc.float({ min: 0, max: 10, noNaN: true })),
  }),
  ageYears: fc.option(fc.integer({ min: 0, max: 110 })),
  primary: fc.option(fc.constantFrom(...PRIMARIES)),
  extracranialMetastases: fc.option(fc.boolean()),
  infratentorial: fc.option(fc.boolean()),
});

Deno.test("The shipped graph is the one that the shipped table gives, byte for byte", async () => {
  const pack = await shipped();
  const made = originGraph(await readLikelihoodTable(pack));
  assert.deepEqual(made, await Deno.readFile(pack.model.path));
});

Deno.test("The graph gives the table's probability and interval for any case", async () => {
  await withRuntime(async (runtime, pack) => {
    const table = await readLikelihoodTable(pack);
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const graph = await predictLesionOrigin(given, pack, { runtime });
        const { probability, interval } = weighOrigin(given, table);
        assert.ok(Math.abs(graph.probability - probability) < 1e-5);
        assert.ok(Math.abs(graph.interval[0] - interval[0]) < 1e-5);
        assert.ok(Math.abs(graph.interval[1] - interval[1]) < 1e-5);
      }),
      { numRuns: 80 },
    );
  });
});

Deno.test("predictLesionOrigin() refuses a case without a lesion", async () => {
  await withRuntime(async (runtime, pack) => {
    for (const lesions of [null, { foci: 0 }]) {
      await assert.rejects(
        predictLesionOrigin({ format: 1, lesions }, pack, { runtime }),
        (error: unknown) => error instanceof Fault && error.code === "model_unfit",
      );
    }
  });
});

Deno.test("predictLesionOrigin() refuses a graph that does not say what its table says", async () => {
  await withRuntime(async (runtime, pack) => {
    const folder = await Deno.makeTempDir();
    try {
      const text = await Deno.readTextFile(`${pack.directory}/likelihood_ratios.json`);
      const other = text.replace('"count": 1178', '"count": 2178').replace("1241", "241");
      await Deno.writeTextFile(`${folder}/likelihood_ratios.json`, other);
      const given: MetastasisCase = { format: 1, lesions: { foci: 2 } };
      await assert.rejects(
        predictLesionOrigin(given, { ...pack, directory: folder }, { runtime }),
        (error: unknown) => error instanceof Fault && error.code === "model_broken",
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
});
