import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../fault/fault.ts";
import { isOriginPack, openPack, type OriginPack } from "../models/pack.ts";
import { Runtime } from "../onnx/runtime.ts";
import { levelOf, logRatio, readLikelihoodTable } from "./likelihood_table.ts";
import { originGraph } from "./origin_graph.ts";
import { type OriginFeatures, predictLesionOrigin } from "./predict_lesion_origin.ts";

const PACK = new URL("../../models/lesion-origin-0", import.meta.url).pathname;

const ALL: OriginFeatures = {
  lesionCount: 1,
  diameterRatio: 1.5,
  areaRatio: 0.4,
  volumeRatio: 0.6,
  ageYears: 70,
};

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

Deno.test("The shipped graph is the one that the shipped table gives, byte for byte", async () => {
  const pack = await shipped();
  const made = originGraph(await readLikelihoodTable(pack));
  assert.deepEqual(made, await Deno.readFile(pack.model.path));
});

Deno.test("Every ratio has a citation, and its levels leave no gap", async () => {
  const { features } = await readLikelihoodTable(await shipped());
  for (const { name, citation, levels } of features) {
    assert.match(citation, /\d{4}/, name);
    for (const [n, level] of levels.entries()) {
      assert.equal(level.below ?? null, levels[n + 1]?.from ?? null, name);
    }
  }
});

Deno.test("logRatio() gives the published figures of the 2.35 rule", async () => {
  const { features } = await readLikelihoodTable(await shipped());
  const rule = features.find(({ name }) => name === "diameter_ratio");
  assert.ok(rule !== undefined);
  const level = levelOf(rule, 2.35);
  assert.ok(level !== undefined && level.from === 2.35);
  const { mean, variance } = logRatio(level, { heterogeneity: 0 });
  assert.ok(Math.abs(Math.exp(mean) - (37 / 44) / (28 / 51)) < 1e-9);
  assert.ok(Math.abs(variance - (1 / 37 - 1 / 44 + 1 / 28 - 1 / 51)) < 1e-9);
});

Deno.test("predictLesionOrigin() adds the shares and shows each with its citation", async () => {
  await withRuntime(async (runtime, pack) => {
    const origin = await predictLesionOrigin(ALL, pack, { runtime });
    const sum = origin.inputs.reduce((total, { share }) => total + share, 0);
    assert.ok(Math.abs(origin.probability - 1 / (1 + Math.exp(-sum))) < 1e-6);
    assert.deepEqual(origin.inputs.map(({ name, value }) => [name, value]), [
      ["lesion_count", 1],
      ["diameter_ratio", 1.5],
      ["area_ratio", 0.4],
      ["age", 70],
    ]);
    for (const { likelihoodRatio, likelihoodRatioInterval, citation, share } of origin.inputs) {
      const [low, high] = likelihoodRatioInterval;
      assert.ok(low < likelihoodRatio && likelihoodRatio < high);
      assert.equal(Math.sign(share), Math.sign(Math.log(likelihoodRatio)));
      assert.match(citation, /patients|metastases|glioblastomas/);
    }
    const [low, high] = origin.interval;
    assert.ok(low < origin.probability && origin.probability < high);
    assert.deepEqual([origin.missing, origin.validation], [[], "research, not validated"]);
    assert.equal(origin.prior.probability, 0.5);
  });
});

Deno.test("predictLesionOrigin() speaks for metastases when the findings do", async () => {
  await withRuntime(async (runtime, pack) => {
    const many = { lesionCount: 5, diameterRatio: 3, areaRatio: 4, volumeRatio: 8, ageYears: 50 };
    const against = await predictLesionOrigin(ALL, pack, { runtime });
    const favouring = await predictLesionOrigin(many, pack, { runtime });
    assert.ok(favouring.probability > 0.8 && against.probability < 0.3);
  });
});

Deno.test("predictLesionOrigin() widens the interval for each input that is missing", async () => {
  await withRuntime(async (runtime, pack) => {
    const widths: number[] = [];
    for (
      const features of [
        ALL,
        { ...ALL, ageYears: null },
        { ...ALL, ageYears: null, areaRatio: null, diameterRatio: null },
      ]
    ) {
      const origin = await predictLesionOrigin(features, pack, { runtime });
      const logit = (p: number) => Math.log(p / (1 - p));
      widths.push(logit(origin.interval[1]) - logit(origin.interval[0]));
      assert.equal(origin.inputs.length + origin.missing.length, 4);
    }
    const [none, one, three] = widths as [number, number, number];
    assert.ok(none < one && one < three, widths.join(" "));
  });
});

Deno.test("The graph agrees with the table for any values", async () => {
  await withRuntime(async (runtime, pack) => {
    const { features } = await readLikelihoodTable(pack);
    const maybe = (most: number) => fc.option(fc.float({ min: 0, max: most, noNaN: true }));
    const any = fc.record({
      lesionCount: fc.integer({ min: 1, max: 40 }),
      diameterRatio: maybe(10),
      areaRatio: maybe(10),
      ageYears: maybe(110),
    });
    await fc.assert(
      fc.asyncProperty(any, async (values) => {
        const given = { ...values, volumeRatio: null };
        const { inputs, probability } = await predictLesionOrigin(given, pack, { runtime });
        let sum = 0;
        for (const { name, value } of inputs) {
          const feature = features.find((one) => one.name === name);
          const level = feature && levelOf(feature, value);
          if (level !== undefined) sum += logRatio(level, feature!).mean * feature!.weight;
        }
        assert.ok(Math.abs(probability - 1 / (1 + Math.exp(-sum))) < 1e-5);
      }),
      { numRuns: 50 },
    );
  });
});

Deno.test("predictLesionOrigin() refuses a segmentation without a lesion", async () => {
  await withRuntime(async (runtime, pack) => {
    await assert.rejects(
      predictLesionOrigin({ ...ALL, lesionCount: 0 }, pack, { runtime }),
      (error: unknown) => error instanceof Fault && error.code === "model_unfit",
    );
  });
});
