import { chooseLanguage } from "../../lib/i18n/language.ts";
import { define, type Theme } from "../../state.ts";
import { readCookie } from "./read_cookie.ts";

/** What a person may choose for themselves. */
export type Preference = "lang" | "theme";

/** A preference's cookie. Cookies ignore ports: the instance keeps two copies on one host apart. */
export function preferenceCookie(instance: string, name: Preference): string {
  return `neuronova-${instance}-${name}`;
}

/** Language and theme of the answer: the person's own choice first (see routes/preferences.ts). */
export const preferences = define.middleware((ctx) => {
  const { headers } = ctx.req;
  const { instance } = ctx.state.connections.config;
  const chosen = (name: Preference) => readCookie(headers, preferenceCookie(instance, name));
  ctx.state.lang = chooseLanguage(chosen("lang"), headers.get("accept-language"));
  ctx.state.theme = themeOf(chosen("theme"));
  return ctx.next();
});

function themeOf(word: string | null): Theme {
  return word === "light" ? "light" : "dark";
}
