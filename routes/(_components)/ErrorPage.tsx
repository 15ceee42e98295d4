import { Head } from "fresh/runtime";
import { translate } from "../../lib/i18n/catalogue.ts";
import type { Lang } from "../../lib/i18n/language.ts";
import { Icon } from "../../lib/view/Icon.tsx";
import type { Place } from "./places.ts";

interface Props {
  readonly lang: Lang;
  readonly message: string;
  readonly action: string;
  readonly requestId: string;
  /** Where this person can go on; null while nobody is signed in. */
  readonly home: Place | null;
}

/** A fault as a person reads it: what happened, what to do, and the number to tell. */
export function ErrorPage({ lang, message, action, requestId, home }: Props) {
  return (
    <div class="narrow">
      <Head>
        <title>{translate(lang, "error.title")} – NeuroNova</title>
      </Head>
      <div class="card stack" role="alert">
        <h1>{translate(lang, "error.title")}</h1>
        <div class="notice notice-bad">
          <Icon name="alert" />
          <p>
            <strong>{message}</strong>
            {action}
          </p>
        </div>
        <p class="actions">
          {home
            ? (
              <a class="button" href={home.href}>
                {translate(lang, "error.back", { page: translate(lang, home.word) })}
              </a>
            )
            : <a class="button" href="/login">{translate(lang, "signIn.title")}</a>}
        </p>
        <p class="error-code">
          {translate(lang, "error.requestId")}: <span class="mono">{requestId}</span>
        </p>
      </div>
    </div>
  );
}
