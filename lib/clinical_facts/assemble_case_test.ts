import assert from "node:assert/strict";
import { assembleCase, type CaseParts } from "./assemble_case.ts";
import type { EnteredFact } from "./read_facts.ts";

const AT = new Date("2026-11-24T12:00:00Z");
const NOTHING: CaseParts = {
  lesions: undefined,
  facts: [],
  cancer: { answer: "none", primaries: [] },
  chartBirth: null,
  imagesBirth: null,
  examined: "20260102",
};

function entered(name: EnteredFact["name"], value: EnteredFact["value"]): EnteredFact {
  return { name, value, by: "kim", at: AT };
}

Deno.test("assembleCase() takes nothing for granted", () => {
  assert.deepEqual(assembleCase(NOTHING), { given: { format: 1 }, sources: [] });
  assert.deepEqual(assembleCase({ ...NOTHING, lesions: null }).given, {
    format: 1,
    lesions: { foci: 0 },
  });
});

Deno.test("assembleCase() says of each fact where it comes from, what was entered first", () => {
  const { given, sources } = assembleCase({
    ...NOTHING,
    facts: [entered("karnofsky", 80), entered("braf", null), entered("primary", "melanoma")],
    cancer: { answer: "found", primaries: ["breast"] },
    chartBirth: "1961-04-05",
    imagesBirth: "19600102",
  });
  assert.deepEqual(given, {
    format: 1,
    karnofsky: 80,
    primary: "melanoma",
    ageYears: 64,
    examinedOn: "2026-01-02",
    chartPrimaries: ["breast"],
  });
  assert.deepEqual(sources.map(({ name, source, by }) => [name, source, by]), [
    ["karnofsky", "entered", "kim"],
    ["primary", "entered", "kim"],
    ["ageYears", "birth_date", null],
  ]);
});

Deno.test("assembleCase() takes the chart's one cancer, and none of several", () => {
  const one = assembleCase({ ...NOTHING, cancer: { answer: "found", primaries: ["breast"] } });
  assert.equal(one.given.primary, "breast");
  assert.equal(one.sources[0]?.source, "chart");
  const several = { answer: "several", primaries: ["breast", "renal"] } as const;
  assert.equal(assembleCase({ ...NOTHING, cancer: several }).given.primary, undefined);
});

Deno.test("assembleCase() counts an entered age only where no birth date is known", () => {
  const facts = [entered("ageYears", 50)];
  assert.equal(assembleCase({ ...NOTHING, facts }).given.ageYears, 50);
  const images = assembleCase({ ...NOTHING, facts, imagesBirth: "19600102" });
  assert.deepEqual(images.sources.map(({ value, source }) => [value, source]), [
    [66, "birth_date_in_images"],
  ]);
});
