import { chooseLanguage } from "../../lib/i18n/language.ts";
import { define, type Theme } from "../../state.ts";
import { readCookie } from "./read_cookie.ts";

/** Language and theme of the answer: the person's own choice first (see routes/preferences.ts). */
export const preferences = define.middleware((ctx) => {
  const { headers } = ctx.req;
  ctx.state.lang = chooseLanguage(
    readCookie(headers, "neuronova-lang"),
    headers.get("accept-language"),
  );
  ctx.state.theme = themeOf(readCookie(headers, "neuronova-theme"));
  return ctx.next();
});

function themeOf(word: string | null): Theme {
  return word === "light" ? "light" : "dark";
}
