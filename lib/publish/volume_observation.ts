import type { Coding, Observation, Patient, Reference } from "@medplum/fhirtypes";
import type { SegmentationResult, Volumes } from "../inference/result.ts";
import { aiStatement, momentsOf } from "./ai_statement.ts";
import {
  BRAIN,
  concept,
  FINDING,
  findingCoding,
  NEOPLASM,
  RESEARCH_USE,
  UCUM,
  VOLUME,
} from "./codes.ts";
import { type PublishedReading, referenceTo } from "./published_reading.ts";

/** A part of a tumour that has a volume. */
export type Part = keyof Volumes;

/** The parts in the order in which they are reported, with words for a reader. */
export const PARTS: readonly (readonly [part: Part, words: string])[] = [
  ["wholeTumour", "whole tumour with oedema"],
  ["tumourCore", "tumour core"],
  ["enhancing", "enhancing tumour"],
  ["necrosis", "core without enhancement"],
  ["oedema", "oedema"],
];

/**
 * One Observation a part: its volume in mm3, exactly the number of the SEG. A part of which nothing
 * was found has the volume 0, which is a measurement. Preliminary, for no person has signed it.
 */
export function volumeObservations(
  reading: PublishedReading,
  subject: Reference<Patient>,
): (Observation & { id: string })[] {
  return PARTS.map(([part, words]) => observation(reading, subject, part, words));
}

/** The Observation of one part; its id derives from reading and part. */
function observation(
  reading: PublishedReading,
  subject: Reference<Patient>,
  part: Part,
  words: string,
): Observation & { id: string } {
  const { study, model, result } = reading;
  return {
    resourceType: "Observation",
    ...aiStatement("Observation", reading, part),
    category: [
      concept({
        system: "http://terminology.hl7.org/CodeSystem/observation-category",
        code: "imaging",
        display: "Imaging",
      }),
    ],
    code: concept(VOLUME, `Volume of ${words}`),
    subject,
    ...momentsOf(reading),
    bodySite: concept(BRAIN),
    valueQuantity: {
      value: result.volumes_mm3[part],
      unit: "mm3",
      system: UCUM,
      code: "mm3",
    },
    component: [{
      code: concept(FINDING),
      valueCodeableConcept: concept(codingOf(part, result), words),
    }],
    method: { text: `Automatic segmentation by ${model.id} ${model.version}` },
    device: referenceTo("Device", model.sha256),
    derivedFrom: [referenceTo("ImagingStudy", study.uid)],
    note: [{ text: RESEARCH_USE }],
  };
}

/** The code that the SEG carries; wholes made of several classes are the neoplasm itself. */
function codingOf(part: Part, { codes }: SegmentationResult): Coding {
  const code = part === "wholeTumour" || part === "tumourCore" ? undefined : codes[part];
  return code === undefined ? NEOPLASM : findingCoding(code);
}
