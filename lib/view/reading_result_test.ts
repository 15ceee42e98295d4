import assert from "node:assert/strict";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Lang } from "../i18n/language.ts";
import type { RegionConfidence } from "../tumour/confidence.ts";
import type { Reading } from "./reading.ts";
import { ReadingResult } from "./ReadingResult.tsx";

const VOLUMES = {
  necrosis: 5000,
  oedema: 40_000,
  enhancing: 7000,
  tumourCore: 12_000,
  wholeTumour: 52_000,
};
const NOTHING = { necrosis: 0, oedema: 0, enhancing: 0, tumourCore: 0, wholeTumour: 0 };
const WHOLE: RegionConfidence = {
  region: "WT",
  voxels: 52_000,
  meanProbability: 0.93,
  sureShare: 0.8,
  evidence: {
    classProbability: 0.8,
    largestProbability: 0.314,
    possibleMm3: 412,
    expectedMm3: 55_100,
    range: { leastMm3: 44_000, mostMm3: 61_000, share: 0.74 },
  },
};
const READING: Reading = {
  id: "r",
  study: "2.25.1",
  model: "tumour",
  modelVersion: "1.0.0",
  state: "completed",
  stage: null,
  percent: 100,
  attempt: 1,
  code: null,
  message: null,
  action: null,
  provider: "cpu",
  sequences: [],
  seg: null,
  sr: null,
  volumes_mm3: VOLUMES,
  knowledge: { score: 0.7, limit: 3.6, outside: false, reasons: [] },
  stripping: null,
  confidence: [WHOLE],
  lesionConfidence: [
    { mm3: 50_000, meanProbability: 0.94, largestProbability: 1 },
    { mm3: 2000, meanProbability: 0.61, largestProbability: 0.9 },
  ],
  calibrated: true,
  certainty: { wholeTumour: 0.93, oedema: 0.8 },
  origin: null,
  stages_ms: null,
  review: null,
  publication: null,
  createdAt: "2026-01-02T00:00:00Z",
  updatedAt: "2026-01-02T00:00:00Z",
};

/** Text of the result as a person reads it, tags left out. */
function shown(change: Partial<Reading>, lang: Lang = "en"): string {
  const reading = { ...READING, ...change };
  const props = { lang, reading, model: null, shown: false, onToggle: null, onJump: () => {} };
  const text = renderToString(h(ReadingResult, props)).replaceAll(/<[^>]*>/g, " ");
  return text.replaceAll(/\s+/g, " ");
}

Deno.test("a result shows how sure it is of each volume, what is expected, and each lesion", () => {
  const text = shown({});
  assert.match(text, /Whole tumour \(WT\) 52\.0 ml 93 %/);
  assert.match(text, /Tumour core \(TC\) 12\.0 ml –/);
  assert.match(text, /Calibrated on synthetic patients/);
  assert.match(text, /Whole tumour \(WT\) 55\.1 ml 44\.0–61\.0 ml/);
  assert.match(text, /held the true volume of 74 % of synthetic patients/);
  assert.match(text, /Lesion 2 2\.0 ml 61 %/);
  assert.doesNotMatch(text, /Outside|skull/);
  assert.match(shown({ calibrated: false }), /Not calibrated/);
  assert.match(shown({}, "ko"), /전체 종양\(WT\) 52\.0 ml 93 %.*병변 2/);
});

Deno.test("a study outside of what the model knows is warned of above the volumes, with reasons", () => {
  const knowledge = {
    score: 5.07,
    limit: 3.59,
    outside: true,
    reasons: [
      { kind: "exchanged", sequences: ["FLAIR", "T2"] },
      { kind: "far", sequences: ["T1"] },
      { kind: "size", sequences: [] },
    ],
  } as const;
  const text = shown({ knowledge });
  assert.match(
    text,
    /Outside of what this model knows FLAIR, T2 look exchanged .* T1 is unlike any T1 .* smaller or larger .* 5\.07, limit 3\.59 .*Volumes.*52\.0 ml/,
  );
  assert.match(shown({ knowledge }, "ko"), /아는 범위 밖.*FLAIR, T2: 서로 뒤바뀐.*부피/);
});

Deno.test("no tumour is said in words, with how sure that is, and not as a diagnosis", () => {
  const text = shown({ volumes_mm3: NOTHING, certainty: {}, lesionConfidence: [] });
  assert.match(text, /The model found no tumour\. .* is 31 %; 0\.4 ml have more than 5 %\./);
  assert.match(text, /no diagnosis that there is none/);
  assert.match(shown({ volumes_mm3: NOTHING }, "ko"), /종양을 찾지 못했습니다.*진단이 아닙니다/);
});

Deno.test("a skull that was taken off is said with the network, its checksum and the series", () => {
  const stripping = {
    model: "stripper",
    version: "0.1.0",
    sha256: "abcd",
    sequences: ["T1", "T2"],
  };
  const text = shown({ stripping });
  assert.match(text, /stripper 0\.1\.0 removed it from T1, T2\. .* not those that the PACS holds/);
  assert.match(text, /Checksum abcd/);
  assert.match(shown({ stripping }, "ko"), /stripper 0\.1\.0.*T1, T2에서 두개골을 제거/);
});

Deno.test("a result of an earlier version shows its volumes alone", () => {
  const { evidence: _, ...old } = WHOLE;
  const before = { confidence: [old], certainty: {}, lesionConfidence: [], calibrated: null };
  const text = shown({ ...before, knowledge: null });
  assert.match(text, /Whole tumour \(WT\) 52\.0 ml/);
  assert.doesNotMatch(text, /%|Confidence|Expected/);
  const none = shown({ ...before, knowledge: null, volumes_mm3: NOTHING });
  assert.match(none, /The model found no tumour\. The model found none/);
});
