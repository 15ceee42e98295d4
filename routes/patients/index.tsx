import { type Context, page } from "fresh";
import { Head } from "fresh/runtime";
import { allow } from "../../lib/access/allow.ts";
import { may } from "../../lib/access/policy.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { translate } from "../../lib/i18n/catalogue.ts";
import { faultText } from "../../lib/i18n/fault_text.ts";
import type { FaultText } from "../../lib/i18n/faults.ts";
import { Icon } from "../../lib/view/Icon.tsx";
import { Notice } from "../../lib/view/Notice.tsx";
import { define, type State } from "../../state.ts";
import { findPatient } from "../(_api)/find_patient.ts";
import { originOf, signedIn } from "../(_api)/signed_in.ts";
import { writeWalk } from "../(_api)/walk.ts";
import { readForm } from "../(_middleware)/read_form.ts";

interface Data {
  readonly mrn: string;
  readonly authority: string;
  readonly refusal: (FaultText & { readonly tone: "ask" | "bad" }) | null;
}

export const handler = define.handlers({
  async GET(ctx) {
    await allowSearch(ctx);
    return page<Data>({ mrn: "", authority: "", refusal: null });
  },

  /** Looks up by POST: the number never stands in an address. */
  async POST(ctx) {
    await allowSearch(ctx);
    const form = await readForm(ctx.req);
    const mrn = form.get("mrn") ?? "";
    const authority = form.get("authority") ?? "";
    try {
      const { id, layers } = await findPatient(ctx, mrn, authority);
      return ctx.redirect(`/patients/${id}?walk=${writeWalk(layers)}`, 303);
    } catch (error) {
      if (!(error instanceof Fault) || error.code === "session_missing") throw error;
      const words = faultText(error.code, error.facts, ctx.state.lang);
      const tone = error.code === "patient_not_found" ? "ask" : "bad";
      const data: Data = { mrn, authority, refusal: { ...words, tone } };
      return page(data, { status: error.status });
    }
  },
});

/** Refuses those whose role finds no patient at all; of which patient is decided at the look-up. */
async function allowSearch(ctx: Context<State>): Promise<void> {
  const person = signedIn(ctx);
  if (may(person, "patient.lookup", { ownPatient: true })) return;
  await allow(ctx.state.connections.db, person, "patient.lookup", originOf(ctx));
}

export default define.page<typeof handler>(function FindPatient({ data, state: { lang } }) {
  return (
    <div class="medium">
      <Head>
        <title>{translate(lang, "patients.title")} – NeuroNova</title>
      </Head>
      <div class="page-head">
        <h1>{translate(lang, "patients.title")}</h1>
      </div>
      {data.refusal && (
        <Notice tone={data.refusal.tone} title={data.refusal.message}>
          {data.refusal.action}
        </Notice>
      )}
      <form method="post" action="/patients" class="card stack">
        <div>
          <label for="mrn">{translate(lang, "patients.mrn")}</label>
          <input
            id="mrn"
            name="mrn"
            value={data.mrn}
            autocomplete="off"
            spellcheck={false}
            required
            autofocus
          />
        </div>
        <div>
          <label for="authority">{translate(lang, "patients.authority")}</label>
          <input
            id="authority"
            name="authority"
            value={data.authority}
            autocomplete="off"
            spellcheck={false}
            aria-describedby="authority-hint"
          />
          <p class="hint" id="authority-hint">{translate(lang, "patients.authorityHint")}</p>
        </div>
        <button type="submit" class="primary">
          <Icon name="search" /> {translate(lang, "patients.submit")}
        </button>
        <p class="hint">{translate(lang, "patients.how")}</p>
      </form>
    </div>
  );
});
