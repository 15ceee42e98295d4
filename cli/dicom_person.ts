import type { HumanName, Patient } from "@medplum/fhirtypes";
import { REPRESENTATION, scriptOf } from "../lib/patients/name.ts";

/** Name, birth date and sex as DICOM writes them; "" where the record does not say. */
export interface DicomPerson {
  /** PN with its component groups: alphabetic=ideographic=phonetic. */
  readonly name: string;
  /** DA. */
  readonly birthDate: string;
  /** CS: M, F or O. */
  readonly sex: string;
}

/** The component group that a script belongs to (PS3.5 section 6.2.1.2 and annex I for Korean). */
const GROUPS = ["ABC", "IDE", "SYL"];
/** Longest component group in characters (PS3.5 table 6.2-1). */
const LONGEST = 64;

const SEXES: Readonly<Record<string, string>> = { male: "M", female: "F", other: "O" };

/**
 * A FHIR Patient as the Patient module has it. Of each script the official name is taken, else the
 * first that is no former one: Hangul is phonetic, Chinese characters ideographic, all else
 * alphabetic. A birth date without its day is none, for DA cannot say it.
 */
export function dicomPerson({ name = [], birthDate, gender }: Patient): DicomPerson {
  const current = name.filter(({ use }) => use !== "old" && use !== "maiden");
  const ordered = [
    ...current.filter(({ use }) => use === "official"),
    ...current.filter(({ use }) => use !== "official"),
  ].filter((one) => groupText(one) !== "");
  const groups = GROUPS.map((script) => ordered.find((one) => scriptOfName(one) === script));
  return {
    name: groups.map((one) => one === undefined ? "" : groupText(one)).join("=").replace(/=+$/, ""),
    birthDate: /^\d{4}-\d{2}-\d{2}$/.test(birthDate ?? "") ? birthDate!.replaceAll("-", "") : "",
    sex: SEXES[gender ?? ""] ?? "",
  };
}

function scriptOfName(name: HumanName): string {
  const marked = name.extension?.find(({ url }) => url === REPRESENTATION)?.valueCode;
  return marked ?? scriptOf(name.text ?? partsOf(name).join("")) ?? "ABC";
}

/** Family, given, middle, prefix and suffix (PS3.5 section 6.2.1.1); a mere text is the family. */
function groupText(name: HumanName): string {
  const parts = partsOf(name);
  const whole = parts.some((part) => part !== "") ? parts : [plain(name.text)];
  return whole.join("^").replace(/\^+$/, "").slice(0, LONGEST);
}

function partsOf({ family, given = [], prefix = [], suffix = [] }: HumanName): string[] {
  const [first, ...middle] = given;
  return [plain(family), plain(first), plain(middle.join(" "))]
    .concat(plain(prefix.join(" ")), plain(suffix.join(" ")));
}

/** Without the characters that separate components, groups and values, and without controls. */
function plain(text: string | undefined): string {
  return (text ?? "").replace(/[\^=\\\p{Cc}]/gu, " ").replace(/\s+/g, " ").trim();
}
