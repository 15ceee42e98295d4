import assert from "node:assert/strict";
import { assembleCase, type CaseParts } from "./assemble_case.ts";
import type { Primary } from "../metastasis/facts.ts";
import type { KnownCancer } from "./known_cancer.ts";
import type { EnteredFact } from "./read_facts.ts";

const AT = new Date("2026-11-24T12:00:00Z");
function charted(answer: KnownCancer["answer"], ...primaries: readonly Primary[]): KnownCancer {
  return { answer, primaries, unconfirmed: [], unread: 0, conditions: [] };
}

const NOTHING: CaseParts = {
  lesions: undefined,
  facts: [],
  cancer: charted("none"),
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
    cancer: charted("found", "breast"),
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
    birthDiffers: true,
  });
  assert.deepEqual(sources.map(({ name, source, by }) => [name, source, by]), [
    ["karnofsky", "entered", "kim"],
    ["primary", "entered", "kim"],
    ["ageYears", "birth_date", null],
  ]);
});

Deno.test("assembleCase() takes the chart's one cancer, and none of several", () => {
  const one = assembleCase({ ...NOTHING, cancer: charted("found", "breast") });
  assert.equal(one.given.primary, "breast");
  assert.equal(one.sources[0]?.source, "chart");
  const several = charted("several", "breast", "renal");
  assert.equal(assembleCase({ ...NOTHING, cancer: several }).given.primary, undefined);
});

Deno.test("assembleCase() counts an entered age only where no birth date is known", () => {
  const facts = [entered("ageYears", 50)];
  assert.equal(assembleCase({ ...NOTHING, facts }).given.ageYears, 50);
  const images = assembleCase({
    ...NOTHING,
    facts: [entered("ageYears", 65)],
    imagesBirth: "19600102",
  });
  assert.deepEqual(images.sources.map(({ value, source }) => [value, source]), [
    [66, "birth_date_in_images"],
  ]);
  assert.equal(images.given.enteredAgeYears, undefined);
});

Deno.test("assembleCase() keeps an entered age that the birth date contradicts, to be shown and taken back", () => {
  const facts = [entered("ageYears", 40)];
  const { given, sources } = assembleCase({ ...NOTHING, facts, chartBirth: "1950-01-01" });
  assert.deepEqual([given.ageYears, given.enteredAgeYears], [76, 40]);
  assert.deepEqual(sources.map(({ value, source }) => [value, source]), [
    [40, "entered"],
    [76, "birth_date"],
  ]);
});

Deno.test("assembleCase() says when chart and images have different birth dates", () => {
  const differs = (chartBirth: string | null, imagesBirth: string | null) =>
    assembleCase({ ...NOTHING, chartBirth, imagesBirth }).given.birthDiffers ?? false;
  assert.equal(differs("1950-01-01", "19900101"), true);
  assert.equal(differs("1950-01-01", "19500102"), true);
  assert.equal(differs("1950", "19900101"), true);
  assert.equal(differs("1950-01", "19500102"), false);
  assert.equal(differs("1950-01-02", "19500102"), false);
  for (const nothing of [null, "", "unknown"]) assert.equal(differs("1950-01-01", nothing), false);
});
