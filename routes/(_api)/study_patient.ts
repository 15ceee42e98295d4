import type { Context } from "fresh";
import { Fault } from "../../lib/fault/fault.ts";
import { lookUpPatient } from "../../lib/patients/cascade.ts";
import type { ListedStudy } from "../../lib/studies/list_studies.ts";
import type { State } from "../../state.ts";
import { type BannerData, bannerOfChart, bannerOfImages } from "./banner_data.ts";

/** How long the study page waits for the chart; images and reading must not wait longer. */
const PATIENCE = 4000;

/** Whose study it is, and what kept us from knowing better. */
export interface StudyPatient {
  readonly banner: BannerData;
  /** `unknown`: every source said no. `unreachable`: some did not answer (`layers`). */
  readonly doubt: "none" | "unknown" | "unreachable" | "refused";
  readonly layers: string;
}

/**
 * The patient of a study from the chart, or, when no source knows the number or none answers, as
 * the images have it: the study stays readable and the page says what it rests on.
 */
export async function studyPatient(
  ctx: Context<State>,
  study: ListedStudy,
  today: string,
): Promise<StudyPatient> {
  const { lang, connections: { sources } } = ctx.state;
  const { authority, mrn } = study.patient;
  const fromImages = bannerOfImages(study, lang, today);
  if (mrn === "") return { banner: fromImages, doubt: "unknown", layers: "" };
  const signal = AbortSignal.timeout(PATIENCE);
  try {
    const answer = await lookUpPatient(sources, { authority, mrn }, { signal });
    const banner = bannerOfChart(answer, { authority, mrn }, lang, today);
    return { banner, doubt: "none", layers: "" };
  } catch (error) {
    const code = error instanceof Fault ? error.code : "patient_sources_unavailable";
    const layers = error instanceof Fault ? String(error.facts["layers"] ?? "") : "FHIR, OpenEMR";
    if (code === "patient_sources_unavailable") {
      return { banner: fromImages, doubt: "unreachable", layers };
    }
    const doubt = code === "patient_not_found" ? "unknown" : "refused";
    return { banner: fromImages, doubt, layers };
  }
}
