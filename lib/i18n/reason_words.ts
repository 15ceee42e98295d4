import type { Lang } from "./language.ts";

/** What lib/studies/classify_series.ts says of a chosen series, and how that reads in Korean. */
const KOREAN: readonly (readonly [english: RegExp, korean: string])[] = [
  [/^against it: (.*)$/s, "반대 근거: $1"],
  [/^named (".*")$/s, "이름: $1"],
  [/^with contrast by its name (".*")$/s, "이름에 조영제 사용이 적혀 있음: $1"],
  [/^without contrast by its name$/, "이름에 조영 전이라고 적혀 있음"],
  [
    /^without contrast by its name, though its header names a contrast agent$/,
    "헤더에는 조영제가 있으나 이름에 조영 전이라고 적혀 있음",
  ],
  [/^contrast agent (.*)$/s, "조영제 $1"],
  [/^no contrast agent in its header$/, "헤더에 조영제가 없음"],
];

/** Why a series was taken for a sequence, in the reader's language; header values stay as they are. */
export function reasonWords(reason: string, lang: Lang): string {
  if (lang === "en") return reason;
  for (const [english, korean] of KOREAN) {
    const inner = english.exec(reason);
    if (inner === null) continue;
    const text = inner[1] ?? "";
    // What speaks against it is itself one of the reasons.
    return korean.replace("$1", () => korean.startsWith("반대") ? reasonWords(text, lang) : text);
  }
  return reason;
}
