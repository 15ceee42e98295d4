import type { CodeableConcept, Coding, Meta } from "@medplum/fhirtypes";
import type { FindingCode } from "../inference/result.ts";

/** Code systems by the scheme that DICOM calls them. */
const SYSTEMS = {
  SCT: "http://snomed.info/sct",
  NCIt: "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
  DCM: "http://dicom.nema.org/resources/ontology/DCM",
  LN: "http://loinc.org",
} as const;

/** Unified Code for Units of Measure. */
export const UCUM = "http://unitsofmeasure.org";
/** System of identifiers that are URIs themselves. */
export const URI = "urn:ietf:rfc:3986";
/** System of identifiers that are DICOM UIDs, whose values are written `urn:oid:...`. */
export const DICOM_UID = "urn:dicom:uid";

/** Stands on everything that is published. */
export const RESEARCH_USE = "Research use only. Not for diagnostic use.";

/** "Artificial Intelligence asserted": security label of data, and reason of its provenance. */
export const AI_ASSERTED: Coding = {
  system: "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
  code: "AIAST",
  display: "Artificial Intelligence asserted",
};

/** Meta of a resource that software asserts. */
export const AI_META: Meta = { security: [AI_ASSERTED] };

/** Site of every measurement, as in the SEG and the SR. */
export const BRAIN = coding("SCT", "12738006", "Brain");
/** What is measured (CID 7472). */
export const VOLUME = coding("SCT", "118565006", "Volume");
/** A whole made of several classes: the tumour itself. */
export const NEOPLASM = coding("SCT", "108369006", "Neoplasm");
/** What the origin model gives a probability of (CID 7159). */
export const METASTASIS = coding("SCT", "14799000", "Neoplasm, metastatic");
/** How sure a device is of what it found, in percent, as the SR has it. */
export const CERTAINTY = coding("DCM", "111012", "Certainty of Finding");
/** Says that a component names what was measured, as in TID 1411. */
export const FINDING = coding("DCM", "121071", "Finding");
/** What was examined; whether contrast was given is not in the code. */
export const MR_BRAIN = coding("LN", "24590-2", "MR Brain");
/** Kind of device, as the SEG's algorithm identification has it. */
export const ARTIFICIAL_INTELLIGENCE = coding("DCM", "123110", "Artificial Intelligence");

/** A coding by its DICOM scheme. */
export function coding(scheme: keyof typeof SYSTEMS, code: string, display: string): Coding {
  return { system: SYSTEMS[scheme], code, display };
}

/** The coding of a class that a pack draws. */
export function findingCoding({ scheme, value, meaning }: FindingCode): Coding {
  return coding(scheme, value, meaning);
}

/** A concept of one coding; `text` where the words say more than the code. */
export function concept(code: Coding, text = code.display): CodeableConcept {
  return { coding: [code], ...(text === undefined ? {} : { text }) };
}
