import { isLang } from "../lib/i18n/language.ts";
import { define } from "../state.ts";
import { localPath } from "./(_middleware)/local_path.ts";
import { type Preference, preferenceCookie } from "./(_middleware)/preferences.ts";
import { readForm } from "./(_middleware)/read_form.ts";

// A year; no secret, so readable without Secure: the choice also counts before signing in.
const ATTRIBUTES = "Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly";

/** Keeps the person's choice of language or theme and goes back to where they were. */
export const handler = define.handlers({
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const response = ctx.redirect(localPath(form.get("back")), 303);
    const [lang, theme] = [form.get("lang"), form.get("theme")];
    const keep = (name: Preference, value: string) => {
      const cookie = preferenceCookie(ctx.state.connections.config.instance, name);
      response.headers.append("Set-Cookie", `${cookie}=${value}; ${ATTRIBUTES}`);
    };
    if (isLang(lang)) keep("lang", lang);
    if (theme === "dark" || theme === "light") keep("theme", theme);
    return response;
  },
});
