import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { brainMetastasisRisk } from "./brain_metastasis_risk.ts";
import { CASE_SCHEMA, type MetastasisCase } from "./case.ts";
import { parseLikelihoodTable } from "./likelihood_table.ts";
import { metastasisVelocity } from "./metastasis_velocity.ts";
import { scoreCase } from "./score_case.ts";

const MODEL = {
  id: "lesion-origin-1",
  version: "1.1.0",
  sha256: "0",
  table: parseLikelihoodTable(
    await Deno.readTextFile(
      new URL("../../models/lesion-origin-1/likelihood_ratios.json", import.meta.url),
    ),
  ),
};

const RADIOSURGERY: MetastasisCase = {
  format: 1,
  primaryDiagnosed: "2024-01-15",
  firstRadiosurgery: "2025-01-15",
  metastasesAtRadiosurgery: 3,
  newMetastases: 4,
  assessedOn: "2026-01-15",
};

function velocities(given: MetastasisCase) {
  const answer = metastasisVelocity(given);
  assert.equal(answer.status, "answered");
  return answer as Extract<typeof answer, { status: "answered" }>;
}

Deno.test("velocity: 4 new metastases in 365 days are 4.0 a year, intermediate, 8.2 months", () => {
  const { velocity, initial } = velocities(RADIOSURGERY);
  assert.equal(velocity?.days, 365);
  assert.equal(velocity?.perYear, 4); // 4.003 to two decimals
  assert.equal(velocity?.group, "intermediate");
  assert.deepEqual(velocity?.survivalMonths, { median: 8.2, interval: [5.0, 9.7], validation: 7 });
  // 2024 was a leap year: 3 metastases in 366 days.
  assert.equal(initial?.days, 366);
  assert.deepEqual([initial?.group, initial?.survivalMonths.median], ["high", 6.3]);
});

Deno.test("velocity: below 4 low, up to 13 intermediate, above high", () => {
  const group = (newMetastases: number, assessedOn = "2029-01-14") =>
    velocities({ ...RADIOSURGERY, newMetastases, assessedOn }).velocity?.group;
  // 1460 days are a little less than four years of 365.25.
  assert.deepEqual([group(0), group(15), group(16), group(51), group(52)], [
    "low",
    "low",
    "intermediate",
    "intermediate",
    "high",
  ]);
});

Deno.test("velocity: the group is that of the rate as it is shown, and near a cut that is said", () => {
  const since = (newMetastases: number, assessedOn: string) => {
    const { velocity } = velocities({ ...RADIOSURGERY, newMetastases, assessedOn });
    return [velocity?.perYear.toFixed(2), velocity?.group, velocity?.nearCut];
  };
  assert.deepEqual(since(13, "2026-01-15"), ["13.01", "high", true]); // 365 days
  assert.deepEqual(since(14, "2026-01-15"), ["14.01", "high", false]);
  assert.deepEqual(since(4, "2026-01-16"), ["3.99", "low", true]); // 366 days
  assert.deepEqual(since(4, "2026-01-15"), ["4.00", "intermediate", false]);
  // Three years with a leap day are 1096 days: 3.9991, shown as 4.00, counts as 4.
  const leap = { ...RADIOSURGERY, firstRadiosurgery: "2025-02-01", assessedOn: "2028-02-02" };
  const { velocity } = velocities({ ...leap, newMetastases: 12 });
  assert.deepEqual([velocity?.days, velocity?.group, velocity?.nearCut], [
    1096,
    "intermediate",
    true,
  ]);
  const { initial } = velocities({ ...RADIOSURGERY, metastasesAtRadiosurgery: 2 });
  assert.deepEqual([initial?.perYear.toFixed(2), initial?.group, initial?.nearCut], [
    "2.00",
    "high",
    true,
  ]);
  assert.deepEqual([velocity?.cuts, initial?.cuts], [[4, 13], [2]]);
});

Deno.test("velocity asks for what it lacks, is silent without any date, refuses a wrong order", () => {
  assert.deepEqual(metastasisVelocity({ format: 1, primaryDiagnosed: "2024-01-15" }), {
    status: "not_applicable",
    reason: "no_radiosurgery",
  });
  assert.deepEqual(metastasisVelocity({ format: 1, newMetastases: 2 }), {
    status: "needs_input",
    missing: ["firstRadiosurgery", "assessedOn", "primaryDiagnosed", "metastasesAtRadiosurgery"],
  });
  const half = velocities({ ...RADIOSURGERY, newMetastases: null });
  assert.equal(half.velocity, null);
  assert.deepEqual(half.missing, ["newMetastases"]);
  for (const assessedOn of ["2025-01-15", "2025-01-01"]) {
    assert.throws(
      () => metastasisVelocity({ ...RADIOSURGERY, assessedOn }),
      (error) => error instanceof Fault && error.facts["field"] === "assessedOn",
    );
  }
});

Deno.test("risk: the registries' figures with whom they are of, and which fits", () => {
  const given: MetastasisCase = { format: 1, lesions: { foci: 0 }, primary: "melanoma" };
  const answer = brainMetastasisRisk(given);
  assert.equal(answer.status, "answered");
  if (answer.status !== "answered") return;
  assert.deepEqual(
    answer.figures.map(({ denominator, percent, rounding, fits }) => [
      denominator,
      percent,
      rounding,
      fits,
    ]),
    [
      ["all_at_diagnosis", 1.5, [1.45, 1.55], true],
      ["with_metastasis_at_diagnosis", 28.2, [28.15, 28.25], null],
    ],
  );
  assert.deepEqual(answer.missing, ["extracranialMetastases"]);
  const known = brainMetastasisRisk({ ...given, extracranialMetastases: false });
  assert.ok(known.status === "answered" && known.figures[1]?.fits === false);
  const spread = brainMetastasisRisk({ ...given, extracranialMetastases: true });
  assert.ok(spread.status === "answered");
  assert.deepEqual(spread.figures.map((figure) => figure.fits), [false, true]);
});

Deno.test("risk: of figures of different cells none fits while the cells are not known", () => {
  const fits = (
    primary: MetastasisCase["primary"],
    facts: Omit<MetastasisCase, "format"> = { extracranialMetastases: true },
  ) => {
    const answer = brainMetastasisRisk({ format: 1, lesions: { foci: 0 }, primary, ...facts });
    assert.equal(answer.status, "answered");
    if (answer.status !== "answered") return {};
    return Object.fromEntries(
      answer.figures.map((one) => [`${one.kind} ${one.percent}`, one.fits]),
    );
  };
  assert.deepEqual(fits("nsclc_unspecified"), {
    "non-small-cell lung, all 10.3": false,
    "adenocarcinoma 26.8": null,
    "squamous 15.9": null,
    "not further named 25.6": null,
    "bronchioloalveolar 15.5": null,
  });
  assert.deepEqual(Object.values(fits("nsclc_other")), [false, null, null]);
  assert.deepEqual(Object.values(fits("nsclc_squamous")), [false, true]);
  assert.deepEqual(Object.values(fits("lung_unspecified")), [
    ...[false, null, null, null, null],
    ...[false, null],
  ]);
  // Of all stages: of small-cell and other lung cancer only one can be the patient's.
  const early = fits("lung_unspecified", { extracranialMetastases: false });
  assert.deepEqual([early["non-small-cell lung, all 10.3"], early["small-cell lung 16"]], [
    null,
    null,
  ]);
  const nsclc = fits("nsclc_unspecified", { extracranialMetastases: false });
  assert.equal(nsclc["non-small-cell lung, all 10.3"], true);
  const breast = fits("breast");
  assert.deepEqual([breast["breast 7.56"], breast["HR-/HER2+ 11.45"]], [true, null]);
  const answer = brainMetastasisRisk({
    format: 1,
    lesions: { foci: 0 },
    primary: "lung_unspecified",
  });
  assert.ok(answer.status === "answered");
  assert.deepEqual(answer.missing, ["primary", "extracranialMetastases"]);
});

Deno.test("risk is for patients without a lesion and with a cancer that has a figure", () => {
  const reason = (given: Omit<MetastasisCase, "format">) => {
    const answer = brainMetastasisRisk({ format: 1, ...given });
    return answer.status === "not_applicable" ? answer.reason : answer.status;
  };
  assert.equal(reason({ lesions: { foci: 2 }, primary: "breast" }), "lesion_present");
  assert.equal(reason({ lesions: { foci: 0 }, primary: "none" }), "no_known_cancer");
  assert.equal(reason({ lesions: { foci: 0 }, primary: "other" }), "no_table_for_primary");
  assert.equal(reason({ lesions: { foci: 0 } }), "needs_input");
});

Deno.test("risk waits for the images, and is silent where brain metastases are on record", () => {
  const ask = (given: Omit<MetastasisCase, "format">) =>
    brainMetastasisRisk({ format: 1, primary: "melanoma", ...given });
  assert.deepEqual(ask({}), { status: "needs_input", missing: ["lesions"] });
  assert.deepEqual(ask({ primary: null }), {
    status: "needs_input",
    missing: ["lesions", "primary"],
  });
  const drawn = { foci: 0 };
  for (
    const facts of [
      { firstRadiosurgery: "2025-01-15" },
      { metastasesAtRadiosurgery: 6 },
      { newMetastases: 77 },
      { brainMetastases: 1 },
    ]
  ) {
    for (const lesions of [null, drawn]) {
      const answer = ask({ ...facts, lesions });
      assert.deepEqual(answer, { status: "not_applicable", reason: "lesion_present" });
    }
  }
  assert.equal(ask({ lesions: drawn, newMetastases: 0 }).status, "answered");
});

Deno.test("scoreCase() answers what it can and lists what the rest needs, each once", () => {
  const scored = scoreCase({ format: 1, lesions: { foci: 2, t2Connected: false } }, MODEL);
  assert.equal(scored.origin.status, "answered");
  assert.deepEqual([scored.prognosis.status, scored.velocity.status, scored.risk.status], [
    "needs_input",
    "not_applicable",
    "not_applicable",
  ]);
  assert.deepEqual(scored.missing, ["primary"]);
  assert.deepEqual(scoreCase({ format: 1 }, MODEL).missing, ["lesions", "primary"]);
});

Deno.test("inputs that contradict each other are named, and nothing is corrected", () => {
  const conflicts = (given: Omit<MetastasisCase, "format">) =>
    scoreCase({ format: 1, ...given }, MODEL).conflicts;
  assert.deepEqual(conflicts({ primary: "none", extracranialMetastases: true }), [
    "metastases_without_cancer",
  ]);
  assert.deepEqual(conflicts({ lesions: { foci: 3 }, brainMetastases: 1 }), ["count_differs"]);
  assert.deepEqual(conflicts({ lesions: { foci: 0 }, brainMetastases: 1 }), [
    "metastases_without_lesion",
  ]);
  assert.deepEqual(conflicts({ lesions: { foci: 2 }, brainMetastases: 2, primary: "none" }), []);
});

Deno.test("facts of a cancer that is said not to be known, and days before the birth, are named", () => {
  const conflicts = (given: Omit<MetastasisCase, "format">) =>
    scoreCase({ format: 1, ...given }, MODEL).conflicts;
  for (
    const fact of [
      { primaryDiagnosed: "2020-01-15" },
      { breastSubtype: "her2" },
      { egfrAlk: "positive" },
      { braf: "negative" },
      { firstRadiosurgery: "2025-01-15" },
      { metastasesAtRadiosurgery: 4 },
      { newMetastases: 9 },
    ] as const
  ) {
    const found = conflicts({ primary: "none", ...fact });
    assert.deepEqual(found, ["cancer_facts_without_cancer"], JSON.stringify(fact));
    assert.deepEqual(conflicts({ primary: "breast", ...fact }), []);
  }
  assert.deepEqual(conflicts({ primary: "none", newMetastases: 0, braf: null }), []);

  // 40 years old on that day: born from 1985-06-02 to 1986-06-01.
  const forty = { ageYears: 40, examinedOn: "2026-06-01" };
  for (const name of ["primaryDiagnosed", "firstRadiosurgery", "assessedOn"] as const) {
    assert.deepEqual(conflicts({ ...forty, [name]: "1985-06-01" }), ["days_before_birth"]);
    assert.deepEqual(conflicts({ ...forty, [name]: "1985-06-02" }), []);
  }
  // Without a day of examination the age is taken as of today.
  const early = { primaryDiagnosed: "1945-01-01", firstRadiosurgery: "1950-01-01" };
  assert.deepEqual(conflicts({ ageYears: 40, ...early }), ["days_before_birth"]);
  assert.deepEqual(conflicts(early), []);
});

Deno.test("tables of adults give a child no points and no share of the age, and that is said", () => {
  const scored = (ageYears: number | null) =>
    scoreCase({
      format: 1,
      lesions: { foci: 1 },
      ageYears,
      primary: "melanoma",
      karnofsky: 90,
      extracranialMetastases: false,
      brainMetastases: 1,
      braf: "positive",
    }, MODEL);
  const origin = (ageYears: number | null) => {
    const { origin } = scored(ageYears);
    assert.ok(origin.status === "answered");
    return origin;
  };
  for (const age of [0, 4, 17]) {
    assert.deepEqual(scored(age).prognosis, { status: "not_applicable", reason: "adults_only" });
    const child = origin(age);
    assert.ok(!child.inputs.some(({ name }) => name === "age"));
    assert.ok(child.missing.includes("age"));
    assert.equal(child.notice, "studied_in_adults");
    const { notice: _, ...unknown } = origin(null);
    assert.deepEqual(child, { ...unknown, notice: "studied_in_adults" });
  }
  assert.equal(scored(18).prognosis.status, "answered");
  assert.ok(origin(18).inputs.some(({ name }) => name === "age"));
  assert.deepEqual([origin(18).notice, origin(null).notice], [null, null]);
});

Deno.test("a case with an unknown name, a wrong date or a wrong count is refused", () => {
  for (
    const wrong of [
      { format: 1, karnofski: 80 },
      { format: 1, assessedOn: "2025-02-30" },
      { format: 1, brainMetastases: 0 },
      { format: 1, lesions: { foci: 1.5 } },
      { format: 2 },
    ]
  ) assert.equal(CASE_SCHEMA.safeParse(wrong).success, false, JSON.stringify(wrong));
});
