import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import golden from "../../tests/golden/knowledge_features.json" with { type: "json" };
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { readCase } from "../../tests/accuracy/read_case.ts";
import { caseTest } from "../../tests/cases.ts";
import { type Knowledge, KNOWLEDGE_SCHEMA } from "../models/knowledge_file.ts";
import type { SegmentationManifest } from "../models/manifest.ts";
import { isSegmentationPack, openPack } from "../models/pack.ts";
import { judgeKnowledge } from "./judge_knowledge.ts";
import { asIf, knowledgeFeatures } from "./knowledge_features.ts";
import { prepare, type SequenceVolumes } from "./prepare.ts";

const SHIPPED = fileURLToPath(new URL("../../models/tumour-own-4", import.meta.url));
const MANIFEST: SegmentationManifest = JSON.parse(
  await Deno.readTextFile(`${SHIPPED}/manifest.json`),
);

/** A file whose mean is the phantom's own features and whose features vary by 0.1, independently. */
function knowledgeOf(mean: readonly number[]): Knowledge {
  return KNOWLEDGE_SCHEMA.parse(knowledgeText(mean));
}

function knowledgeText(mean: readonly number[]) {
  return {
    format: 1,
    channels: ["FLAIR", "T1", "T1c", "T2"],
    percentiles: [5, 25, 50, 75, 95, 99.5],
    differencePercentiles: [0.5, 5, 25, 50, 75, 95, 99.5],
    mostVoxels: 60_000,
    lagMm: 6,
    shells: [0.45, 0.75],
    patients: 1,
    limit: 3,
    exchangeMargins: Array.from({ length: 23 }, () => 1),
    leastAlike: 0.2,
    brainMl: [700, 2200],
    repeatedCorrelation: 0.995,
    mean: mean.join(" "),
    covariance: mean.map((_, n) => "0 ".repeat(n) + "0.01"),
  };
}

function prepared(change: (volumes: SequenceVolumes) => SequenceVolumes = (same) => same) {
  const grid = phantomGrid(2);
  const image = (name: "T1" | "T1c" | "T2" | "FLAIR") => phantom(grid, name);
  const volumes = { T1: image("T1"), T1c: image("T1c"), T2: image("T2"), FLAIR: image("FLAIR") };
  return prepare(change(volumes), { ...MANIFEST.input, spacing: 2 }, () => {});
}

const KNOWN = knowledgeOf(golden);

function reasonsOf(change?: (volumes: SequenceVolumes) => SequenceVolumes, known = KNOWN) {
  const { outside, reasons } = judgeKnowledge(prepared(change), known);
  assert.equal(outside, reasons.length > 0);
  return reasons.map(({ kind, sequences }) => [kind, ...sequences].join(" "));
}

Deno.test("knowledgeFeatures() gives what training's Python gives for the same images", () => {
  // Made by `python -m segmentation.knowledge features --spacing 2` of the phantom's NIfTI files.
  const found = knowledgeFeatures(prepared(), KNOWN);
  assert.equal(found.length, golden.length);
  for (const [n, value] of found.entries()) {
    assert.ok(Math.abs(value - golden[n]!) < 2e-3, `feature ${n}: ${value}, not ${golden[n]}`);
  }
});

Deno.test("asIf() gives the features of the study with its images in another order", () => {
  const turned = prepared(({ T1, T1c, T2, FLAIR }) => ({ FLAIR: T2, T1: FLAIR, T1c, T2: T1 }));
  const features = knowledgeFeatures(prepared(), KNOWN);
  const found = asIf(features, [3, 0, 2, 1], KNOWN);
  for (const [n, value] of knowledgeFeatures(turned, KNOWN).entries()) {
    assert.ok(Math.abs(value - found[n]!) < 1e-4, `feature ${n}: ${found[n]}, not ${value}`);
  }
});

Deno.test("judgeKnowledge() scores by the squared distance in deviations, divided by the features", () => {
  assert.ok(judgeKnowledge(prepared(), KNOWN).score < 1e-3);
  const away = golden.map((value, n) => n === 3 ? value + 0.5 : value);
  const { score, limit, outside } = judgeKnowledge(prepared(), knowledgeOf(away));
  assert.ok(Math.abs(score - 25 / golden.length) < 5e-3, String(score));
  assert.deepEqual([limit, outside], [3, false]);
});

Deno.test("judgeKnowledge() names the sequences that look exchanged, and those that are one image", () => {
  assert.deepEqual(reasonsOf(), []);
  assert.deepEqual(reasonsOf((v) => ({ ...v, T2: v.FLAIR, FLAIR: v.T2 })), ["exchanged FLAIR T2"]);
  assert.deepEqual(reasonsOf((v) => ({ ...v, T1: v.T1c, T1c: v.T1 })), ["exchanged T1 T1c"]);
  const copy = (v: SequenceVolumes) => ({ ...v.T1, data: v.T1.data.map((value) => 3 * value) });
  assert.deepEqual(reasonsOf((v) => ({ ...v, T2: copy(v) })), ["repeated T1 T2"]);
});

Deno.test("judgeKnowledge() tells T1 from T1c by the regression where distances do not", () => {
  // The lowest percentile of T1 - T1c: vessels are darker on T1.
  const weights = golden.map((_, n) => n === 4 * 9 + 6 + 3 * 7 ? -1 : 0);
  const known = KNOWLEDGE_SCHEMA.parse({
    ...knowledgeText(golden),
    limit: 1e6,
    exchangeMargins: Array.from({ length: 23 }, () => 1e6),
    contrastOrder: { weights: weights.join(" "), margin: 0.1 },
  });
  const exchange = (v: SequenceVolumes) => ({ ...v, T1: v.T1c, T1c: v.T1 });
  assert.deepEqual(reasonsOf(undefined, known), []);
  assert.deepEqual(reasonsOf(exchange, known), ["exchanged T1 T1c"]);
  assert.deepEqual(reasonsOf(exchange, { ...known, contrastOrder: undefined }), []);
  const unlikely = { ...known, limit: 0.001 };
  assert.deepEqual(reasonsOf((v) => ({ ...exchange(v), T2: v.FLAIR, FLAIR: v.T2 }), unlikely), [
    "far",
  ]);
});

Deno.test("judgeKnowledge() names the one sequence that is like none it knows, or none", () => {
  const inverted = (v: SequenceVolumes) => ({
    ...v.T2,
    data: v.T2.data.map((value) => value > 0 ? 2000 - 2 * value : 0),
  });
  assert.deepEqual(reasonsOf((v) => ({ ...v, T2: inverted(v) })), ["far T2"]);
  assert.deepEqual(reasonsOf(undefined, knowledgeOf(golden.map((value) => value + 1))), ["far"]);
});

Deno.test("judgeKnowledge() tells images without structure and brains of another size", () => {
  let seed = 1;
  const noise = () => (seed = seed * 16807 % 2147483647) / 2147483647;
  const scrambled = (v: SequenceVolumes) => {
    const one = (volume: SequenceVolumes["T1"]) => ({
      ...volume,
      data: volume.data.map((value) => value > 0 ? 100 + 900 * noise() : 0),
    });
    return { T1: one(v.T1), T1c: one(v.T1c), T2: one(v.T2), FLAIR: one(v.FLAIR) };
  };
  assert.ok(reasonsOf(scrambled).includes("structure"));
  assert.deepEqual(reasonsOf(undefined, { ...KNOWN, brainMl: [1200, 2200] }), ["size"]);
});

caseTest(
  "the shipped network knows the real case, and notices its T1 in the place of its T2 or T1c",
  ["TCGA-FG-6692"],
  async (folder) => {
    const pack = await openPack(SHIPPED);
    assert.ok(isSegmentationPack(pack) && pack.knowledge !== undefined);
    const reasonsFor = async (exchange: (given: SequenceVolumes) => SequenceVolumes) => {
      const { input: { t1, t1c, t2, flair } } = await readCase(`${folder}/TCGA-FG-6692`);
      const volumes = exchange({ T1: t1, T1c: t1c, T2: t2, FLAIR: flair });
      return judgeKnowledge(prepare(volumes, pack.manifest.input, () => {}), pack.knowledge!)
        .reasons;
    };
    assert.deepEqual(await reasonsFor((v) => v), []);
    assert.deepEqual(await reasonsFor((v) => ({ ...v, T1: v.T2, T2: v.T1 })), [
      { kind: "exchanged", sequences: ["T1", "T2"] },
    ]);
    assert.deepEqual(await reasonsFor((v) => ({ ...v, T1: v.T1c, T1c: v.T1 })), [
      { kind: "exchanged", sequences: ["T1", "T1c"] },
    ]);
  },
);
