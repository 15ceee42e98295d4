import type {
  Coding,
  Observation,
  ObservationComponent,
  Patient,
  Reference,
} from "@medplum/fhirtypes";
import type { SegmentationResult, Volumes } from "../inference/result.ts";
import { certaintiesOf } from "../findings/certainty.ts";
import type { RegionEvidence } from "../tumour/confidence.ts";
import { aiStatement, momentsOf } from "./ai_statement.ts";
import {
  BRAIN,
  CERTAINTY,
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
    }, ...confidenceComponents(part, result)],
    method: { text: `Automatic segmentation by ${model.id} ${model.version}` },
    device: referenceTo("Device", model.sha256),
    derivedFrom: [referenceTo("ImagingStudy", study.uid)],
    note: [{ text: RESEARCH_USE }],
  };
}

/**
 * How sure the network is of a part that it drew (percent of its voxels that are expected to belong
 * to it), and of the three regions the volume that is expected.
 */
function confidenceComponents(part: Part, result: SegmentationResult): ObservationComponent[] {
  const share = certaintiesOf(result)[part];
  const region = REGIONS[part];
  const evidence = result.confidence.find((one) => one.region === region)?.evidence;
  const kind = result.calibrated ? "calibrated" : "uncalibrated";
  return [
    ...(share === undefined ? [] : [{
      code: concept(CERTAINTY, `Share of the drawn voxels expected to belong to it, ${kind}`),
      valueQuantity: quantity(Math.round(1000 * share) / 10, "%"),
    }]),
    ...(evidence === undefined ? [] : expectedComponents(evidence, kind)),
  ];
}

/** Parts that are one of the network's regions. */
const REGIONS: Partial<Readonly<Record<Part, "WT" | "TC" | "ET">>> = {
  wholeTumour: "WT",
  tumourCore: "TC",
  enhancing: "ET",
};

function expectedComponents(
  { expectedMm3, range }: RegionEvidence,
  kind: string,
): ObservationComponent[] {
  const whole = (mm3: number) => quantity(Math.round(mm3), "mm3");
  const share = Math.round(100 * (range?.share ?? 0));
  return [
    {
      code: { text: `Expected volume by ${kind} probabilities above 0.05` },
      valueQuantity: whole(expectedMm3),
    },
    ...(range === null ? [] : [{
      code: { text: `Range of the volume that held ${share} % of synthetic patients` },
      valueRange: { low: whole(range.leastMm3), high: whole(range.mostMm3) },
    }]),
  ];
}

function quantity(value: number, code: "%" | "mm3") {
  return { value, unit: code, system: UCUM, code };
}

/** The code that the SEG carries; wholes made of several classes are the neoplasm itself. */
function codingOf(part: Part, { codes }: SegmentationResult): Coding {
  const code = part === "wholeTumour" || part === "tumourCore" ? undefined : codes[part];
  return code === undefined ? NEOPLASM : findingCoding(code);
}
