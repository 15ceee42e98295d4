import { uuidOf } from "../database/derived_id.ts";
import { Fault } from "../fault/fault.ts";

/**
 * Who a patient is to us: a medical record number as one assigning authority (a system URI) gave
 * it. The number alone is never an identity: two hospitals may both have a patient 1.
 */
export interface PatientIdentity {
  readonly authority: string;
  readonly mrn: string;
}

/** Longest number that the database keeps (patients.mrn). */
const LONGEST = 64;

/**
 * Reads a medical record number as a person types or pastes it: Hangul and accents composed (NFC),
 * full-width digits made plain, every kind of blank at the ends removed. Case, leading zeros and
 * inner blanks stay, for numbers are compared exactly.
 *
 * Refused are an empty number, wildcards, control and invisible characters, and the comma, bar and
 * backslash: OpenEMR splits a search value at them and knows no escape, so that a number with one
 * would find somebody else.
 *
 * @throws {Fault} `input_invalid` with the facts `field` and `case`, never with the number itself
 */
export function parseMrn(text: string): string {
  const mrn = (text.isWellFormed() ? text : "\0")
    .normalize("NFC")
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(/[\u00a0\u2007\u202f\u3000]/g, " ")
    .trim();
  const fault = faultOf(mrn);
  if (fault === undefined) return mrn;
  const { reason, sentence } = fault;
  throw new Fault("input_invalid", `A record number is refused: ${reason}`, {
    facts: { field: "mrn", case: sentence },
  });
}

/** Why a number is refused, for the log, and which sentence of the catalogue says it. */
function faultOf(mrn: string): { readonly reason: string; readonly sentence: string } | undefined {
  const character = (reason: string) => ({ reason, sentence: "mrn_character" });
  if (mrn === "") return { reason: "it is empty", sentence: "mrn_empty" };
  if ([...mrn].length > LONGEST) {
    return { reason: `it is longer than ${LONGEST} characters`, sentence: "mrn_long" };
  }
  if (/[*%?]/.test(mrn)) return character("it has a wildcard");
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u.test(mrn)) {
    return character("it has an invisible character");
  }
  if (/[,|\\]/.test(mrn)) return character("it has a character that separates search values");
  if (!/[\p{L}\p{N}]/u.test(mrn)) return character("it has neither a letter nor a digit");
  return undefined;
}

/**
 * The id of a patient in our database, our addresses and on the FHIR server: a UUID of version 8
 * whose bits are the SHA-256 of the identity. Two processes that meet a patient for the first time
 * at once arrive at one id, so that repeated uploads and saves converge.
 */
export function patientId({ authority, mrn }: PatientIdentity): string {
  return uuidOf(`neuronova patient\0${authority}\0${mrn}`);
}
