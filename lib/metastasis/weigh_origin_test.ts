import assert from "node:assert/strict";
import fc from "fast-check";
import type { CaseLesions, MetastasisCase } from "./case.ts";
import { PRIMARIES } from "./facts.ts";
import { type LikelihoodFeature, parseLikelihoodTable } from "./likelihood_table.ts";
import { levelOf, logRatio } from "./log_ratio.ts";
import { type WeighedOrigin, weighOrigin } from "./weigh_origin.ts";

const TABLE_TEXT = await Deno.readTextFile(
  new URL("../../models/lesion-origin-1/likelihood_ratios.json", import.meta.url),
);
const TABLE = parseLikelihoodTable(TABLE_TEXT);

const ONE: CaseLesions = { foci: 1, diameterRatio: 1.5, areaRatio: 0.4 };
const SEVERAL: CaseLesions = { foci: 3, t2Connected: false };

function given(lesions: CaseLesions, facts: Partial<MetastasisCase> = {}): MetastasisCase {
  return { format: 1, lesions, ...facts };
}

function feature(name: string): LikelihoodFeature {
  const found = TABLE.features.find((one) => one.name === name);
  assert.ok(found !== undefined, name);
  return found;
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** A likelihood ratio with the width of its logarithm's interval. */
interface Ratio {
  readonly ratio: number;
  readonly reach: number;
  readonly words: string;
}

/** Width of the interval in log-odds. */
function width({ interval: [low, high] }: { interval: readonly [number, number] }): number {
  return logit(high) - logit(low);
}

Deno.test("every ratio has a citation with its year, and its levels leave no gap", () => {
  for (const { name, citation, levels } of TABLE.features) {
    assert.match(citation, /\b(19|20)\d\d\b/, name);
    for (const [n, level] of levels.entries()) {
      assert.equal(level.below, levels[n + 1]?.from ?? null, name);
    }
  }
});

Deno.test("logRatio() gives the 2.35 rule: Jeffreys shares and the variance of their ratio", () => {
  const level = levelOf(feature("diameter_ratio"), 2.35);
  assert.ok(level !== undefined && level.from === 2.35);
  const { mean, variance } = logRatio(level, { heterogeneity: 0, levels: [] });
  // Published: sensitivity 84 %, specificity 45 %, so a ratio of 1.53; Jeffreys draws it to 1.51.
  assert.ok(Math.abs(Math.exp(mean) - (37.5 / 45) / (28.5 / 52)) < 1e-12);
  assert.ok(Math.abs(Math.exp(mean) - (37 / 44) / (28 / 51)) < 0.03);
  assert.ok(Math.abs(variance - (1 / 37.5 - 1 / 45 + 1 / 28.5 - 1 / 52)) < 1e-12);
});

Deno.test("Chen's counts give the ratios of the notes, 3.7 and 0.51, but for Jeffreys' half", () => {
  const ratios = [0.5, 1.5].map((value) => {
    const level = levelOf(feature("area_ratio"), value);
    assert.ok(level !== undefined);
    return Math.exp(logRatio(level, { heterogeneity: 0, levels: [] }).mean);
  });
  assert.ok(Math.abs(ratios[0]! - 0.51) < 0.02 && Math.abs(ratios[1]! - 3.7) < 0.25);
});

Deno.test("the prior of a primary is the odds of its brain metastases against a glioblastoma", () => {
  const facts = { primary: "breast", extracranialMetastases: false } as const;
  const { inputs } = weighOrigin(given(ONE, facts), TABLE);
  const cancer = inputs.find(({ name }) => name === "known_cancer");
  assert.ok(Math.abs((cancer?.likelihoodRatio ?? 0) - 0.003 / (3559 / 5326172)) < 0.1);
  assert.equal(cancer?.valueLabel?.en, "breast");
});

Deno.test("metastases elsewhere take the figure of patients who have them", () => {
  const facts = { primary: "melanoma", extracranialMetastases: true } as const;
  const { inputs } = weighOrigin(given(ONE, facts), TABLE);
  const cancer = inputs.find(({ name }) => name === "known_cancer");
  assert.ok(Math.abs((cancer?.likelihoodRatio ?? 0) / (0.282 / (3559 / 5326172)) - 1) < 0.01);
  assert.equal(cancer?.valueLabel?.en, "melanoma, with metastases elsewhere");
});

Deno.test("no known cancer speaks for a primary tumour, a cancer of any type against one", () => {
  const odds = (primary: MetastasisCase["primary"]) =>
    weighOrigin(given(ONE, { primary }), TABLE).probability;
  assert.ok(odds("none") < 0.1);
  for (const primary of ["other", "breast", "renal", "sclc", "colorectal"] as const) {
    assert.ok(odds(primary) > odds("none") * 3, primary);
  }
});

Deno.test("metastases elsewhere that are not known lie between both answers and widen the interval", () => {
  for (const primary of PRIMARIES) {
    const [unknown, no, yes] = [null, false, true].map((extracranialMetastases) =>
      weighOrigin(given(ONE, { primary, extracranialMetastases }), TABLE)
    ) as [WeighedOrigin, WeighedOrigin, WeighedOrigin];
    const unused = unknown.notApplicable.some(({ name }) => name === "extracranial_metastases");
    assert.equal(
      unused,
      ["none", "other", "colorectal", "gastrointestinal_other"].includes(primary),
    );
    assert.equal(unknown.missing.includes("extracranial_metastases"), !unused, primary);
    if (unused) {
      assert.deepEqual([no, yes], [unknown, unknown]);
      continue;
    }
    assert.ok(no.probability < unknown.probability && unknown.probability < yes.probability);
    assert.ok(width(unknown) > Math.max(width(no), width(yes)), primary);
    const within = (one: WeighedOrigin) =>
      unknown.interval[0] <= one.interval[0] + 1e-12 && one.interval[1] <= unknown.interval[1];
    assert.ok(within(no) && within(yes), primary);
    const { range } = unknown.unknown.find(({ name }) => name === "extracranial_metastases")!;
    const apart = logit(yes.probability) - logit(no.probability);
    assert.ok(Math.abs(range[1] - range[0] - apart) < 1e-9);
    assert.ok(!no.missing.includes("extracranial_metastases"));
  }
  assert.deepEqual(weighOrigin(given(ONE), TABLE).missing, ["known_cancer", "age"]);
});

Deno.test("a level between two that the table does not have is refused", () => {
  const wrong = TABLE_TEXT.replace('"between": [', '"between": ["nobody",');
  assert.throws(() => parseLikelihoodTable(wrong));
  assert.throws(() => parseLikelihoodTable(TABLE_TEXT.replace('"breast_metastatic"', '"astray"')));
});

Deno.test("a lung cancer of unknown cells lies between the two that it can be, and is less sure", () => {
  for (const extracranialMetastases of [false, true]) {
    const [lung, nsclc, sclc] = (["lung_unspecified", "nsclc_unspecified", "sclc"] as const)
      .map((primary) => {
        const { inputs } = weighOrigin(given(ONE, { primary, extracranialMetastases }), TABLE);
        const { likelihoodRatio, likelihoodRatioInterval: [low, high], valueLabel } = inputs[0]!;
        return { ratio: likelihoodRatio, reach: Math.log(high / low), words: valueLabel?.en ?? "" };
      }) as [Ratio, Ratio, Ratio];
    assert.match(lung.words, /^lung, cells not known/);
    assert.ok(lung.ratio > Math.min(nsclc.ratio, sclc.ratio));
    assert.ok(lung.ratio < Math.max(nsclc.ratio, sclc.ratio));
    assert.ok(lung.reach > Math.max(nsclc.reach, sclc.reach));
  }
  const { note } = feature("known_cancer");
  assert.match(note, /another kind of study/);
});

Deno.test("a study of several lesions says nothing of one, and the other way round", () => {
  const one = weighOrigin(given(ONE, { infratentorial: true, ageYears: 60 }), TABLE);
  assert.deepEqual(one.notApplicable.map(({ name }) => name), ["t2_connection", "infratentorial"]);
  const several = weighOrigin(given({ ...SEVERAL, areaRatio: 3 }, { infratentorial: true }), TABLE);
  assert.deepEqual(several.notApplicable.map(({ name }) => name), ["diameter_ratio", "area_ratio"]);
  assert.deepEqual(several.missing, ["known_cancer", "age"]);
});

Deno.test("several cores in one oedema speak against metastases, apart for them", () => {
  const probability = (t2Connected: boolean) =>
    weighOrigin(given({ foci: 3, t2Connected }), TABLE).probability;
  assert.ok(probability(true) < 0.3 && probability(false) > 0.7);
});

Deno.test("shares of dependent inputs are shrunk by the rule that the table states", () => {
  const { inputs } = weighOrigin(given(SEVERAL, { infratentorial: true }), TABLE);
  for (const name of ["t2_connection", "infratentorial"]) {
    const input = inputs.find((one) => one.name === name);
    assert.ok(input !== undefined);
    assert.ok(Math.abs(input.share - Math.log(input.likelihoodRatio) / Math.SQRT2) < 1e-12);
  }
  for (const { name, share, likelihoodRatio } of weighOrigin(given(ONE), TABLE).inputs) {
    const weight = name.endsWith("ratio") ? 0.5 : 1;
    assert.ok(Math.abs(share - weight * Math.log(likelihoodRatio)) < 1e-12, name);
  }
});

Deno.test("a table whose weights do not follow its rules is refused", () => {
  assert.throws(() => parseLikelihoodTable(TABLE_TEXT.replace('"weight": 0.5', '"weight": 0.6')));
});

Deno.test("log-odds are the prior's and the shares', and each unknown input widens the interval", () => {
  const facts = fc.record({
    ageYears: fc.integer({ min: 18, max: 100 }),
    primary: fc.constantFrom("none", "breast", "sclc", "other"),
    infratentorial: fc.boolean(),
  });
  const lesions = fc.constantFrom(ONE, SEVERAL, { ...SEVERAL, t2Connected: true });
  fc.assert(fc.property(lesions, facts, (measured, known) => {
    const whole = weighOrigin(given(measured, known), TABLE);
    const sum = whole.inputs.reduce((total, { share }) => total + share, 0);
    assert.ok(Math.abs(logit(whole.probability) - sum) < 1e-9);
    for (const name of ["ageYears", "primary"] as const) {
      const part = weighOrigin(given(measured, { ...known, [name]: null }), TABLE);
      assert.ok(width(part) > width(whole), name);
      assert.equal(part.inputs.length + 1, whole.inputs.length);
      // Whatever the unknown input turns out to be, its result lies within.
      assert.ok(part.interval[0] <= whole.probability && whole.probability <= part.interval[1]);
    }
  }));
});

Deno.test("inputs that speak against the result are named", () => {
  const mixed = weighOrigin(
    given({ foci: 3, t2Connected: true }, { primary: "none", ageYears: 70 }),
    TABLE,
  );
  assert.ok(mixed.probability < 0.5);
  assert.deepEqual(mixed.contradicting, ["foci"]);
  const agreed = weighOrigin(given(SEVERAL, { primary: "breast", infratentorial: true }), TABLE);
  assert.deepEqual(agreed.contradicting, []);
});
