/** The languages of the portal. */
export type Lang = "ko" | "en";

/** Whether a word from outside (cookie, form) names a language of ours. */
export function isLang(word: unknown): word is Lang {
  return word === "ko" || word === "en";
}

/**
 * Chooses the language of an answer: the person's own choice (cookie) first, then the first of
 * `Accept-Language` that we have, by its quality; Korean when neither says anything.
 */
export function chooseLanguage(cookie: string | null, acceptLanguage: string | null): Lang {
  if (isLang(cookie)) return cookie;
  const wishes = (acceptLanguage ?? "").split(",").map(readWish).filter((wish) => wish.quality > 0);
  // sort() is stable: of equal qualities the first named wins.
  wishes.sort((a, b) => b.quality - a.quality);
  return wishes.map((wish) => wish.primary).find(isLang) ?? "ko";
}

function readWish(text: string): { primary: string; quality: number } {
  const [tag = "", ...parameters] = text.trim().toLowerCase().split(";");
  const q = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
  const quality = q === undefined ? 1 : Number(q.slice(2));
  return { primary: tag.split("-")[0] ?? "", quality: Number.isFinite(quality) ? quality : 0 };
}
