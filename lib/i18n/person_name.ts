import type { Lang } from "./language.ts";

/** A name as shown: the form of the reader's language first, the other forms beside it. */
export interface ShownName {
  readonly main: string;
  readonly others: readonly string[];
}

/**
 * Reads a DICOM PN with its component groups (PS3.5 6.2.1.1, alphabetic=ideographic=phonetic;
 * PS3.5 annex I for Korean: Hanja in the ideographic, Hangul in the phonetic group). Korean readers
 * see Hangul first, English readers the alphabetic form; nothing of the name is dropped.
 */
export function shownName(personName: string, lang: Lang): ShownName {
  const groups = personName.split("=").map(formatGroup);
  const order = lang === "ko" ? [2, 1, 0] : [0, 2, 1];
  const forms = order.map((at) => groups[at] ?? "").filter((form) => form !== "");
  const unique = [...new Set(forms)];
  // Hangul may stand alone in the alphabetic group; it then is the main form in both languages.
  return { main: unique[0] ?? "", others: unique.slice(1) };
}

function formatGroup(group: string): string {
  const [family = "", given = "", middle = ""] = group.split("^").map((part) => part.trim());
  if (/[\p{Script=Hangul}\p{Script=Han}]/u.test(group)) return `${family}${given}${middle}`;
  const rest = [given, middle].filter((part) => part !== "").join(" ");
  return [family, rest].filter((part) => part !== "").join(", ");
}
