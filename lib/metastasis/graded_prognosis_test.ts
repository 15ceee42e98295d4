import assert from "node:assert/strict";
import fc from "fast-check";
import type { MetastasisCase } from "./case.ts";
import { CASE_SCHEMA } from "./case.ts";
import { gradedPrognosis } from "./graded_prognosis.ts";

/**
 * Worked by hand from the tables of the papers (Sperduto PW et al.: JAMA Oncol 2017 lung; IJROBP
 * 2017 melanoma, 2018 renal, 2020 breast; CTRO 2019 gastrointestinal; JCO 2020 summary).
 */
const WORKED: readonly (readonly [
  MetastasisCase,
  points: readonly number[],
  median: number,
  quartiles: readonly [number, number | null],
])[] = [
  [
    {
      format: 1,
      primary: "nsclc_adenocarcinoma",
      ageYears: 60,
      karnofsky: 90,
      extracranialMetastases: false,
      brainMetastases: 1,
      egfrAlk: "positive",
    },
    [0.5, 1, 1, 0.5, 1],
    46.8,
    [25.8, null],
  ],
  [
    {
      format: 1,
      primary: "nsclc_adenocarcinoma",
      ageYears: 72,
      karnofsky: 80,
      extracranialMetastases: true,
      brainMetastases: 5,
      egfrAlk: "unknown",
    },
    [0, 0.5, 0, 0, 0],
    6.9,
    [2.6, 15.3],
  ],
  [
    {
      format: 1,
      primary: "nsclc_squamous",
      ageYears: 65,
      karnofsky: 80,
      extracranialMetastases: false,
      brainMetastases: 3,
    },
    [0.5, 0.5, 1, 0.5],
    12.8,
    [7.0, 30.1],
  ],
  [
    {
      format: 1,
      primary: "melanoma",
      ageYears: 55,
      karnofsky: 90,
      extracranialMetastases: true,
      brainMetastases: 3,
      braf: "positive",
    },
    [0.5, 1, 0, 0.5, 0.5],
    15.8,
    [8.2, 49.3],
  ],
  [
    {
      format: 1,
      primary: "breast",
      ageYears: 50,
      karnofsky: 80,
      breastSubtype: "luminal_b",
      brainMetastases: 1,
      extracranialMetastases: true,
    },
    [0.5, 0.5, 1.5, 0.5, 0],
    23.5,
    [11.1, 47],
  ],
  [
    {
      format: 1,
      primary: "breast",
      ageYears: 60,
      karnofsky: 60,
      breastSubtype: "basal",
      brainMetastases: 2,
      extracranialMetastases: true,
    },
    [0, 0, 0, 0, 0],
    6.0,
    [2.5, 12.3],
  ],
  [
    {
      format: 1,
      primary: "renal",
      karnofsky: 90,
      extracranialMetastases: true,
      haemoglobin: "unknown",
      brainMetastases: 2,
    },
    [2, 0, 0.5, 0.5],
    17,
    [8, 36],
  ],
  [
    {
      format: 1,
      primary: "colorectal",
      karnofsky: 80,
      ageYears: 65,
      brainMetastases: 1,
      extracranialMetastases: false,
    },
    [1, 0, 1, 0.5],
    10.8,
    [4.2, 21.4],
  ],
];

function answered(given: MetastasisCase) {
  const answer = gradedPrognosis(CASE_SCHEMA.parse(given));
  assert.equal(answer.status, "answered");
  return answer as Extract<typeof answer, { status: "answered" }>;
}

for (const [n, [given, points, median, quartiles]] of WORKED.entries()) {
  Deno.test(`worked example ${n + 1}, ${given.primary}: ${points.join(" + ")}`, () => {
    const { inputs, survivalMonths, ...rest } = answered(given);
    assert.deepEqual(inputs.map((input) => input.points), points);
    assert.equal(rest.points, points.reduce((sum, one) => sum + one, 0));
    assert.deepEqual(survivalMonths, { median, quartiles });
    assert.match(rest.citation, /Sperduto/);
  });

  Deno.test(`worked example ${n + 1} asks for each factor that is taken away`, () => {
    const { inputs } = answered(given);
    for (const { name } of inputs) {
      assert.deepEqual(gradedPrognosis({ ...given, [name]: null }), {
        status: "needs_input",
        missing: [name],
      });
    }
  });
}

Deno.test("the renal edges of haemoglobin are those of the table, and are marked as doubtful", () => {
  const base = WORKED[6]![0];
  for (const [haemoglobin, points] of [[11.1, 0], [11.2, 0.5], [12.5, 0.5], [12.6, 1]] as const) {
    const input = answered({ ...base, haemoglobin }).inputs.find((one) =>
      one.name === "haemoglobin"
    );
    assert.deepEqual([input?.points, input?.doubt], [points, "haemoglobin_edge"]);
  }
});

Deno.test("an unknown that its source counts is marked; any other unknown cannot be said", () => {
  assert.deepEqual(
    answered(WORKED[1]![0]).inputs.map(({ countedAsUnknown }) => countedAsUnknown),
    [false, false, false, false, true],
  );
  assert.equal(CASE_SCHEMA.safeParse({ format: 1, braf: "unknown" }).success, false);
  assert.equal(CASE_SCHEMA.safeParse({ format: 1, karnofsky: 85 }).success, false);
});

Deno.test("without a table, without a cancer, without a lesion, no prognosis is made up", () => {
  const base = WORKED[2]![0];
  const reason = (change: Partial<MetastasisCase>) => gradedPrognosis({ ...base, ...change });
  for (const primary of ["other", "sclc"] as const) {
    assert.deepEqual(reason({ primary }), {
      status: "not_applicable",
      reason: "no_table_for_primary",
    });
  }
  assert.deepEqual(reason({ primary: "none" }), {
    status: "not_applicable",
    reason: "no_known_cancer",
  });
  assert.deepEqual(reason({ lesions: { foci: 0 }, brainMetastases: null }), {
    status: "not_applicable",
    reason: "no_lesion",
  });
  for (const primary of ["nsclc_unspecified", "lung_unspecified"] as const) {
    assert.deepEqual(reason({ primary }), { status: "needs_input", missing: ["primary"] });
  }
});

Deno.test("more points never mean a shorter survival, within a primary", () => {
  const any = fc.record({
    karnofsky: fc.constantFrom(40, 70, 80, 90, 100),
    ageYears: fc.integer({ min: 20, max: 95 }),
    brainMetastases: fc.integer({ min: 1, max: 12 }),
    extracranialMetastases: fc.boolean(),
    haemoglobin: fc.double({ min: 6, max: 18, noNaN: true }),
  });
  for (const [{ format, primary, ...rest }] of WORKED) {
    fc.assert(
      fc.property(any, any, (one, other) => {
        const [a, b] = [one, other].map((facts) =>
          answered({ format, primary, ...rest, ...facts })
        ) as [ReturnType<typeof answered>, ReturnType<typeof answered>];
        assert.ok(a.points >= 0 && a.points <= a.most);
        if (a.points > b.points) assert.ok(a.survivalMonths.median >= b.survivalMonths.median);
      }),
      { numRuns: 40 },
    );
  }
});
