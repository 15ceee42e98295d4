import type { Extension, HumanName, Patient } from "@medplum/fhirtypes";

/** Says how a name is written: ABC (letters), SYL (Hangul, kana) or IDE (Chinese characters). */
export const REPRESENTATION = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

/** How a name is written. */
export type Script = "ABC" | "SYL" | "IDE";

/** The script of a name, or undefined where it mixes scripts or uses another. */
export function scriptOf(text: string): Script | undefined {
  const letters = text.replace(/[\s\p{P}\p{M}]/gu, "");
  if (/^\p{Script=Hangul}+$/u.test(letters)) return "SYL";
  if (/^\p{Script=Han}+$/u.test(letters)) return "IDE";
  return /^\p{Script=Latin}+$/u.test(letters) ? "ABC" : undefined;
}

/** The extension that marks a name's script. */
export function representation(script: Script): Extension {
  return { url: REPRESENTATION, valueCode: script };
}

/**
 * The name to show: in Korean the one in Hangul, in English the one in letters, else the official
 * one. Former names are never shown as the name. Empty when the record has none.
 */
export function patientName(patient: Patient, lang: "ko" | "en"): string {
  const names = (patient.name ?? []).filter((name) =>
    name.use !== "old" && name.use !== "maiden" && textOf(name) !== ""
  );
  const wanted: Script = lang === "ko" ? "SYL" : "ABC";
  const chosen = names.find((name) => markedScript(name) === wanted) ??
    names.find((name) => name.use === "official") ?? names[0];
  return chosen === undefined ? "" : textOf(chosen);
}

function markedScript(name: HumanName): string | undefined {
  return name.extension?.find((extension) => extension.url === REPRESENTATION)?.valueCode ??
    scriptOf(textOf(name));
}

function textOf(name: HumanName): string {
  if (name.text?.trim()) return name.text.trim();
  return [...(name.prefix ?? []), ...(name.given ?? []), name.family, ...(name.suffix ?? [])]
    .filter((part) => part?.trim()).join(" ");
}
