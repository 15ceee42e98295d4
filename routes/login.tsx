import { page } from "fresh";
import { Head } from "fresh/runtime";
import { Fault } from "../lib/fault/fault.ts";
import { translate } from "../lib/i18n/catalogue.ts";
import { faultText } from "../lib/i18n/fault_text.ts";
import type { FaultText } from "../lib/i18n/faults.ts";
import { sessionCookies } from "../lib/session/cookies.ts";
import { signIn } from "../lib/session/sign_in.ts";
import { Icon } from "../lib/view/Icon.tsx";
import { define } from "../state.ts";
import { Notice } from "../lib/view/Notice.tsx";
import { keepsSecureCookies } from "./(_middleware)/keeps_secure_cookies.ts";
import { localPath } from "./(_middleware)/local_path.ts";
import { readForm } from "./(_middleware)/read_form.ts";

interface Data {
  readonly next: string;
  readonly name: string;
  readonly needsHttps: boolean;
  readonly refusal: FaultText | null;
}

export const handler = define.handlers({
  GET(ctx) {
    const next = localPath(ctx.url.searchParams.get("next"));
    const needsHttps = !keepsSecureCookies(ctx.req);
    return page<Data>({ next, name: "", needsHttps, refusal: null });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req);
    const next = localPath(form.get("next"));
    const name = form.get("name") ?? "";
    if (!keepsSecureCookies(ctx.req)) {
      return page<Data>({ next, name, needsHttps: true, refusal: null }, { status: 400 });
    }
    const { connections: { db, keys, config }, address, requestId, lang } = ctx.state;
    const password = form.get("password") ?? "";
    try {
      const tokens = await signIn(db, keys, { name, password, address, requestId });
      const response = ctx.redirect(next, 303);
      for (const cookie of sessionCookies(tokens, config.instance)) {
        response.headers.append("Set-Cookie", cookie);
      }
      return response;
    } catch (error) {
      if (!(error instanceof Fault) || !error.code.startsWith("sign_in_")) throw error;
      const refusal = faultText(error.code, error.facts, lang);
      return page<Data>({ next, name, needsHttps: false, refusal }, { status: error.status });
    }
  },
});

export default define.page<typeof handler>(function SignIn({ data, state: { lang } }) {
  return (
    <div class="narrow">
      <Head>
        <title>{translate(lang, "signIn.title")} – NeuroNova</title>
      </Head>
      <div class="sign-brand">
        <Icon name="brain" />
        <strong>{translate(lang, "app.name")}</strong>
        <span class="muted">{translate(lang, "app.purpose")}</span>
      </div>
      <form method="post" action="/login" class="card stack">
        <h1>{translate(lang, "signIn.title")}</h1>
        {data.needsHttps && (
          <Notice tone="ask" title={translate(lang, "signIn.needsHttpsTitle")}>
            {translate(lang, "signIn.needsHttps")}
          </Notice>
        )}
        {data.refusal && (
          <Notice tone="bad" title={data.refusal.message}>{data.refusal.action}</Notice>
        )}
        <input type="hidden" name="next" value={data.next} />
        <div>
          <label for="name">{translate(lang, "signIn.name")}</label>
          <input
            id="name"
            name="name"
            value={data.name}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            autofocus
          />
        </div>
        <div>
          <label for="password">{translate(lang, "signIn.password")}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
          />
        </div>
        <button type="submit" class="primary">{translate(lang, "signIn.submit")}</button>
      </form>
    </div>
  );
});
