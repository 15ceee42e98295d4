import type { CodeableConcept, Coding, Observation, Patient, Reference } from "@medplum/fhirtypes";
import type { EnteredFact } from "../clinical_facts/read_facts.ts";
import type { FactName, FactValue } from "../metastasis/facts.ts";
import { coding, concept, RESEARCH_USE, UCUM, URI } from "./codes.ts";
import { type PublishedReading, referenceTo, resourceId } from "./published_reading.ts";

type Value = Pick<
  Observation,
  "valueInteger" | "valueQuantity" | "valueCodeableConcept" | "valueDateTime" | "dataAbsentReason"
>;

const ABSENT_REASON = "http://terminology.hl7.org/CodeSystem/data-absent-reason";

const PRESENT = coding("SCT", "52101004", "Present");
const ABSENT = coding("SCT", "2667000", "Absent");
const POSITIVE = coding("SCT", "10828004", "Positive");
const NEGATIVE = coding("SCT", "260385009", "Negative");

/** What each fact is. Where no code of exactly that meaning was found, words alone say it. */
const CODES: Readonly<Record<FactName, CodeableConcept>> = {
  ageYears: { text: "Age at the examination" },
  primary: concept(
    coding("SCT", "372087000", "Primary malignant neoplasm"),
    "Known extracranial cancer",
  ),
  karnofsky: concept(coding("LN", "89243-0", "Karnofsky Performance Status score")),
  extracranialMetastases: concept(
    coding("SCT", "128462008", "Metastatic malignant neoplasm"),
    "Metastases outside the skull",
  ),
  brainMetastases: concept(
    coding("SCT", "94225005", "Metastatic malignant neoplasm to brain"),
    "Number of brain metastases, counted by a reader",
  ),
  infratentorial: { text: "Brain lesion below the tentorium, seen by a reader" },
  egfrAlk: { text: "EGFR or ALK altered" },
  braf: { text: "BRAF mutated" },
  breastSubtype: { text: "Breast cancer subtype by receptors" },
  haemoglobin: concept(coding("LN", "718-7", "Hemoglobin [Mass/volume] in Blood")),
  primaryDiagnosed: { text: "Day of the diagnosis of the primary cancer" },
  firstRadiosurgery: { text: "Day of the first radiosurgery of brain metastases" },
  metastasesAtRadiosurgery: { text: "Brain metastases at the first radiosurgery" },
  newMetastases: { text: "New brain metastases since the first radiosurgery" },
  assessedOn: { text: "Day up to which new brain metastases were counted" },
};

/** Codes of the primaries that have one of exactly their meaning. */
const PRIMARIES: Readonly<Record<string, Coding>> = {
  nsclc_adenocarcinoma: coding("SCT", "254626006", "Adenocarcinoma of lung"),
  nsclc_squamous: coding("SCT", "254634000", "Squamous cell carcinoma of lung"),
  nsclc_unspecified: coding("SCT", "254637007", "Non-small cell lung cancer"),
  sclc: coding("SCT", "254632001", "Small cell carcinoma of lung"),
  lung_unspecified: coding("SCT", "363358000", "Malignant tumor of lung"),
  melanoma: coding("SCT", "372244006", "Malignant melanoma"),
  breast: coding("SCT", "254837009", "Malignant neoplasm of breast"),
  renal: coding("SCT", "702391001", "Renal cell carcinoma"),
  colorectal: coding("SCT", "363510005", "Malignant tumor of large intestine"),
};

/**
 * One Observation a fact that a person entered for the study, under an id that derives from study
 * and name: entering again writes over it. Final, for a person said it, with who and when; a fact
 * that was taken back stays as entered in error.
 */
export function factObservations(
  { study, facts }: PublishedReading,
  subject: Reference<Patient>,
): (Observation & { id: string })[] {
  return facts.map(({ name, value, by, at }) => {
    const id = resourceId("Observation", study.uid, "fact", name);
    return {
      resourceType: "Observation",
      id,
      identifier: [{ system: URI, value: `urn:uuid:${id}` }],
      status: value === null ? "entered-in-error" : "final",
      category: [categoryOf(name)],
      code: CODES[name],
      subject,
      effectiveDateTime: at.toISOString(),
      issued: at.toISOString(),
      performer: [{ display: by }],
      ...valueOf(name, value),
      derivedFrom: [referenceTo("ImagingStudy", study.uid)],
      note: [{ text: `Entered by a person in NeuroNova. ${RESEARCH_USE}` }],
    };
  });
}

/** Reference to the Observation of a fact. */
export function factReference(
  { study }: PublishedReading,
  { name }: Pick<EnteredFact, "name">,
): Reference<Observation> {
  return referenceTo("Observation", study.uid, "fact", name);
}

function categoryOf(name: FactName): CodeableConcept {
  const laboratory = ["haemoglobin", "egfrAlk", "braf", "breastSubtype"].includes(name);
  return concept({
    system: "http://terminology.hl7.org/CodeSystem/observation-category",
    ...laboratory
      ? { code: "laboratory", display: "Laboratory" }
      : { code: "survey", display: "Survey" },
  });
}

function valueOf(name: FactName, value: FactValue | null): Value {
  if (value === null || value === "unknown") {
    const code = { system: ABSENT_REASON, code: "unknown", display: "Unknown" };
    return { dataAbsentReason: concept(code) };
  }
  if (name === "haemoglobin") {
    return {
      valueQuantity: { value: Number(value), unit: "g/dL", system: UCUM, code: "g/dL" },
    };
  }
  if (typeof value === "number") return { valueInteger: value };
  if (typeof value === "boolean") {
    return { valueCodeableConcept: concept(value ? PRESENT : ABSENT) };
  }
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return { valueDateTime: value };
  if (value === "positive") return { valueCodeableConcept: concept(POSITIVE) };
  if (value === "negative") return { valueCodeableConcept: concept(NEGATIVE) };
  if (name === "primary" && value === "none") return { valueCodeableConcept: concept(ABSENT) };
  const text = value.replaceAll("_", " ");
  const code = name === "primary" ? PRIMARIES[value] : undefined;
  return { valueCodeableConcept: code === undefined ? { text } : concept(code, text) };
}
