import { ageAt } from "../findings/age.ts";
import { calendarDate } from "../i18n/format.ts";
import type { MetastasisCase } from "../metastasis/case.ts";
import type { FactName, FactValue } from "../metastasis/facts.ts";
import { AGE_SLACK } from "../metastasis/conflicts.ts";
import { caseLesions, type LesionFeatures } from "../metastasis/lesion_features.ts";
import type { KnownCancer } from "./known_cancer.ts";
import type { EnteredFact } from "./read_facts.ts";

/** What a case is put together from. */
export interface CaseParts {
  /** Undefined without a completed segmentation, null when it found no tumour. */
  readonly lesions: LesionFeatures | null | undefined;
  /** Whether a reader rejected that segmentation. */
  readonly rejected?: boolean;
  readonly facts: readonly EnteredFact[];
  readonly cancer: KnownCancer;
  /** Birth dates as the chart and the images have them, and the day of the examination. */
  readonly chartBirth: string | null;
  readonly imagesBirth: string | null;
  readonly examined: string | null;
}

/** Where a fact of a case comes from. */
export interface FactSource {
  readonly name: FactName;
  readonly value: FactValue;
  readonly source: "entered" | "chart" | "birth_date" | "birth_date_in_images";
  /** Who entered it and when (ISO), for what was entered. */
  readonly by: string | null;
  readonly at: string | null;
}

/**
 * A case from what was measured, charted and entered, with the source of each fact. A birth date
 * goes before an entered age, an entered cancer before the chart's; a chart with several cancers
 * names none, for nobody has said which of them counts.
 */
export function assembleCase(
  { lesions, rejected = false, facts, cancer, chartBirth, imagesBirth, examined }: CaseParts,
): { readonly given: MetastasisCase; readonly sources: readonly FactSource[] } {
  const sources: FactSource[] = facts.flatMap(({ name, value, by, at }) =>
    value === null ? [] : [{ name, value, source: "entered" as const, by, at: at.toISOString() }]
  );
  const known = (name: FactName) => sources.findIndex((one) => one.name === name);
  const add = (name: FactName, value: FactValue, source: FactSource["source"]) =>
    sources.push({ name, value, source, by: null, at: null });
  const inChart = ageAt(chartBirth, examined);
  const age = inChart ?? ageAt(imagesBirth, examined);
  const enteredAge = facts.find(({ name }) => name === "ageYears")?.value;
  const contradicted = age !== null && typeof enteredAge === "number" &&
    Math.abs(age - enteredAge) > AGE_SLACK;
  if (age !== null) {
    // An entered age that is contradicted stays listed before the one in use: it is to be seen.
    if (!contradicted && known("ageYears") >= 0) sources.splice(known("ageYears"), 1);
    add("ageYears", age, inChart === null ? "birth_date_in_images" : "birth_date");
  }
  const day = calendarDate(examined);
  const charted = known("primary") >= 0 && cancer.primaries.length > 0;
  const [primary] = cancer.primaries;
  if (cancer.answer === "found" && primary !== undefined && known("primary") < 0) {
    add("primary", primary, "chart");
  }
  const given: MetastasisCase = {
    format: 1,
    ...(lesions === undefined ? {} : {
      lesions: {
        ...lesions === null ? { foci: 0 } : caseLesions(lesions),
        ...rejected ? { rejected } : {},
      },
    }),
    ...(known("ageYears") < 0 || day === "" ? {} : { examinedOn: day }),
    // What the chart says is kept beside what was entered, so that a contradiction can be told.
    ...(charted ? { chartPrimaries: [...cancer.primaries] } : {}),
    ...(contradicted ? { enteredAgeYears: enteredAge } : {}),
    ...(birthDiffers(chartBirth, imagesBirth) ? { birthDiffers: true } : {}),
    // Of two sources of one name the later counts.
    ...Object.fromEntries(sources.map(({ name, value }) => [name, value])),
  };
  return { given, sources };
}

/** Whether two birth dates differ as far as both say them: 1950 does not differ from 19500102. */
function birthDiffers(one: string | null, other: string | null): boolean {
  const [a, b] = [one, other].map((day) => (day ?? "").replace(/\D/g, ""));
  const said = Math.min(a?.length ?? 0, b?.length ?? 0);
  return said >= 4 && a?.slice(0, said) !== b?.slice(0, said);
}
