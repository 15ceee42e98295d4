import assert from "node:assert/strict";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import type { FactSource } from "../clinical_facts/assemble_case.ts";
import type { StudyMetastasis } from "../clinical_facts/study_metastasis.ts";
import type { Lang } from "../i18n/language.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import { parseLikelihoodTable } from "../metastasis/likelihood_table.ts";
import { scoreCase } from "../metastasis/score_case.ts";
import { MetastasisOrigin } from "./MetastasisOrigin.tsx";
import { MetastasisPrognosis } from "./MetastasisPrognosis.tsx";
import { MetastasisRisk } from "./MetastasisRisk.tsx";
import { MetastasisVelocities } from "./MetastasisVelocities.tsx";

const PACK = new URL("../../models/lesion-origin-1/likelihood_ratios.json", import.meta.url);
const MODEL = {
  id: "lesion-origin-1",
  version: "1.1.0",
  sha256: "0",
  table: parseLikelihoodTable(await Deno.readTextFile(PACK)),
};

/** What the page knows of a case with one lesion. */
function known(facts: Partial<MetastasisCase>, sources: readonly FactSource[] = []) {
  const given: MetastasisCase = { format: 1, lesions: { foci: 1 }, ...facts };
  return {
    study: "2.25.1",
    reading: null,
    case: given,
    sources,
    version: 0,
    chart: { answer: "none", primaries: [], unconfirmed: [], unread: 0, conditions: [] },
    scored: scoreCase(given, MODEL),
    notes: { dependence: [], leftOut: [] },
    factors: {},
  } satisfies StudyMetastasis;
}

/** The text of a component, without its tags. */
function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

function origin(study: StudyMetastasis, lang: Lang = "en"): string {
  return textOf(renderToString(h(MetastasisOrigin, { lang, known: study })));
}

Deno.test("a velocity is shown with two decimals and its cuts, and near one that is said", () => {
  const days = { firstRadiosurgery: "2025-01-01", assessedOn: "2026-01-01" };
  const velocity = (newMetastases: number, lang: Lang = "en") => {
    const { scored } = known({ ...days, newMetastases });
    return textOf(renderToString(h(MetastasisVelocities, { lang, scored })));
  };
  assert.match(velocity(13), /13\.01 a year .*Group: high.*above 13 high Near the cut/);
  assert.match(velocity(13, "ko"), /연 13\.01개.*그룹: 높음.*경계에 가까움/);
  assert.match(velocity(20), /20\.01 a year .*above 13 high/);
  assert.doesNotMatch(velocity(20), /Near the cut/);
});

Deno.test("a registry's figure says whether it fits, or only may", () => {
  const risk = (facts: Partial<MetastasisCase>, lang: Lang = "en") => {
    const { scored } = known({ lesions: { foci: 0 }, ...facts });
    return textOf(renderToString(h(MetastasisRisk, { lang, scored })));
  };
  const melanoma = risk({ primary: "melanoma", extracranialMetastases: true });
  assert.match(melanoma, /anywhere at diagnosis \( ?fits this patient\) 28\.2/);
  assert.doesNotMatch(melanoma, /may fit/);
  const lung = { primary: "nsclc_unspecified", extracranialMetastases: true } as const;
  assert.equal(risk(lung).match(/\(may fit this patient\)/g)?.length, 4);
  assert.doesNotMatch(risk(lung), /\(fits this patient/);
  assert.match(risk(lung, "ko"), /이 환자에 해당할 수 있음/);
});

Deno.test("shares and factors say where the age comes from, and the cancer", () => {
  const facts = {
    ageYears: 60,
    primary: "nsclc_squamous",
    karnofsky: 80,
    extracranialMetastases: false,
    brainMetastases: 1,
  } as const;
  const source = (name: FactSource["name"], from: FactSource["source"]): FactSource => {
    const entered = from === "entered" ? { by: "kim", at: "2026-11-24T12:00:00Z" } : null;
    return { name, value: facts[name as "ageYears"], source: from, by: null, at: null, ...entered };
  };
  for (
    const [from, en, ko] of [
      ["birth_date", "at the examination, from the birth date in the chart", "차트의 생년월일"],
      ["birth_date_in_images", "at the examination, from the birth date in the images", "영상의"],
      ["entered", "at the examination, entered by kim", "검사 당시, kim 입력"],
    ] as const
  ) {
    const study = known(facts, [source("ageYears", from), source("primary", "chart")]);
    const { scored, sources } = study;
    const prognosis = (lang: Lang) =>
      textOf(renderToString(h(MetastasisPrognosis, { lang, scored, sources })));
    assert.ok(origin(study).includes(`Age in years 60 ${en}`));
    assert.ok(prognosis("en").includes(`Age (years) ${en}`));
    assert.ok(origin(study, "ko").includes(ko) && prognosis("ko").includes(ko));
    assert.match(origin(study), /Known cancer elsewhere non-small-cell lung from the FHIR chart/);
  }
  // An entered age that the birth date contradicts is listed first; the one in use is said.
  const both = origin(
    known(facts, [source("ageYears", "entered"), source("ageYears", "birth_date")]),
  );
  assert.match(both, /Age in years 60 at the examination, from the birth date in the chart/);
  const said = origin(known(facts, [source("primary", "entered")]));
  assert.match(said, /Known cancer elsewhere non-small-cell lung entered by kim, 2026-11-24/);
});

Deno.test("the origin of a child's lesions says that the studies are of adults", () => {
  assert.match(origin(known({ ageYears: 4 })), /The studies are of adults\./);
  assert.match(origin(known({ ageYears: 4 }), "ko"), /근거 연구는 성인을 대상으로/);
  assert.doesNotMatch(origin(known({ ageYears: 18 })), /The studies are of adults/);
});

Deno.test("the origin lists unknown metastases elsewhere, or says that they change nothing", () => {
  const breast = origin(known({ primary: "breast" }));
  assert.match(breast, /Metastases outside the skull not known: −1\.61 to \+1\.61 possible/);
  assert.doesNotMatch(breast, /change nothing here/);
  const colorectal = known({ primary: "colorectal", extracranialMetastases: true });
  assert.match(origin(colorectal), /Metastases outside the skull change nothing here/);
  assert.match(origin(colorectal, "ko"), /이 확률에 영향을 주지 않습니다/);
  assert.doesNotMatch(origin(known({ primary: "none" })), /change nothing here/);
});
