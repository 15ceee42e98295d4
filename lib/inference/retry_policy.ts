import type { FaultCode } from "../fault/codes.ts";
import type { Fault } from "../fault/fault.ts";

/** A neighbour that is away will be back: worth many tries. */
const PATIENT: readonly FaultCode[] = [
  "orthanc_unavailable",
  "database_unavailable",
  "fhir_unavailable",
  "openemr_unavailable",
  "queue_unavailable",
  "patient_sources_unavailable",
];
/** May have been bad luck: worth a few. */
const HASTY: readonly FaultCode[] = [
  "store_failed",
  "runtime_crashed",
  "result_mismatch",
  "conflict",
  "internal",
];
/** A person can put it right: another series, a better export, an answer. */
const FOR_A_PERSON: readonly FaultCode[] = [
  "brain_implausible",
  "dicom_invalid",
  "frame_of_reference_mixed",
  "geometry_unusable",
  "modality_not_mr",
  "sequence_ambiguous",
  "sequence_missing",
  "series_not_aligned",
  "series_not_stripped",
  "series_single_slice",
  "series_truncated",
  "series_values_unusable",
];

/** Tries of a patient kind; with the pauses below about ten minutes. */
const PATIENT_TRIES = 35;
const HASTY_TRIES = 3;
const LONGEST_PAUSE_MS = 20_000;

/**
 * What becomes of a reading after a fault, `tries` tries having failed including this one: it is
 * tried `again`, waits for a person (`needs_input`), or has `failed`.
 */
export function outcomeOf(fault: Fault, tries: number): "again" | "needs_input" | "failed" {
  if (FOR_A_PERSON.includes(fault.code)) return "needs_input";
  if (PATIENT.includes(fault.code)) return tries < PATIENT_TRIES ? "again" : "failed";
  if (HASTY.includes(fault.code)) return tries < HASTY_TRIES ? "again" : "failed";
  return "failed";
}

/**
 * Whether telling the FHIR server is worth another try: it waits without an end for its return, and
 * for somebody to put our credentials right.
 */
export function isWorthRepeating(fault: Fault, tries: number): boolean {
  if (fault.code === "fhir_refused") return true;
  return PATIENT.includes(fault.code) || outcomeOf(fault, tries) === "again";
}

/** Milliseconds before the next try: 0.5 s, doubling to 20 s. */
export function pauseBefore(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(10, Math.max(0, tries - 1)));
}
