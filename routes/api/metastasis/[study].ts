import { z } from "zod";
import { allowStudy } from "../../../lib/access/allow.ts";
import { record, recordOnce } from "../../../lib/audit/record.ts";
import { enterFacts } from "../../../lib/clinical_facts/enter_facts.ts";
import { studyMetastasis } from "../../../lib/clinical_facts/study_metastasis.ts";
import { Fault } from "../../../lib/fault/fault.ts";
import { FACTS_SCHEMA } from "../../../lib/metastasis/facts.ts";
import { isUid } from "../../../lib/viewer/viewer_url.ts";
import { define } from "../../../state.ts";
import { originOf, signedIn } from "../../(_api)/signed_in.ts";
import { readJson } from "../../(_middleware)/read_json.ts";

/** Names with their new values; null takes one back, what is left out stays as it is. */
const BODY = z.strictObject({ facts: FACTS_SCHEMA });

/**
 * What is known and answered about metastases for a study, and the way to enter what is missing:
 * whoever may see the study may enter, and is on record with the names of what changed.
 */
export const handler = define.handlers({
  async GET(ctx) {
    const study = uidOf(ctx.params.study);
    const { db } = ctx.state.connections;
    const person = signedIn(ctx);
    const { patientId } = await allowStudy(db, person, "study.view", study, originOf(ctx));
    const answer = await studyMetastasis(ctx.state.connections, study);
    await recordOnce(db, {
      action: "metastasis.view",
      outcome: "allowed",
      userId: person.userId,
      patientId: patientId ?? undefined,
      studyUid: study,
      ...originOf(ctx),
    }, new Date());
    return ctx.json(answer);
  },
  async POST(ctx) {
    const study = uidOf(ctx.params.study);
    const { facts } = await readJson(ctx.req, BODY);
    const { db, packs } = ctx.state.connections;
    const person = signedIn(ctx);
    const { patientId } = await allowStudy(db, person, "study.view", study, originOf(ctx));
    // On record before it is done: which facts, never their values.
    await record(db, {
      action: "metastasis.enter",
      outcome: "allowed",
      userId: person.userId,
      patientId: patientId ?? undefined,
      studyUid: study,
      detail: Object.keys(facts).join(" "),
      ...originOf(ctx),
    });
    await enterFacts(db, packs, { studyUid: study, facts, person });
    return ctx.json(await studyMetastasis(ctx.state.connections, study));
  },
});

/** Fault `not_found` for what is no UID. */
function uidOf(text: string | undefined): string {
  if (text !== undefined && isUid(text)) return text;
  throw new Fault("not_found", "Not a study UID");
}
