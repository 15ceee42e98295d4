import { z } from "zod";
import { allowStudy } from "../../../lib/access/allow.ts";
import { record, recordOnce } from "../../../lib/audit/record.ts";
import { enterFacts } from "../../../lib/clinical_facts/enter_facts.ts";
import { studyMetastasis } from "../../../lib/clinical_facts/study_metastasis.ts";
import { asFault, Fault } from "../../../lib/fault/fault.ts";
import { FACTS_SCHEMA } from "../../../lib/metastasis/facts.ts";
import { isUid } from "../../../lib/viewer/viewer_url.ts";
import { define } from "../../../state.ts";
import { originOf, signedIn } from "../../(_api)/signed_in.ts";
import { readJson } from "../../(_middleware)/read_json.ts";

/**
 * Names with their new values; null takes one back, what is left out stays as it is. `version`: of
 * the answer that the person saw; without it nothing is held against what changed meanwhile.
 */
const BODY = z.strictObject({ facts: FACTS_SCHEMA, version: z.int().min(0).optional() });

/**
 * What is known and answered about metastases for a study, and the way to enter what is missing:
 * whoever may decide on its readings may enter, and is on record with the names of what changed; what
 * was refused is on record as failed.
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
    const { db, packs } = ctx.state.connections;
    const person = signedIn(ctx);
    const origin = originOf(ctx);
    const { patientId } = await allowStudy(db, person, "facts.enter", study, origin);
    try {
      const { facts, version } = await readJson(ctx.req, BODY);
      const entry = { studyUid: study, facts, seen: version, person, patientId, origin };
      await enterFacts(db, packs, entry);
    } catch (error) {
      const fault = asFault(error, "internal", "Facts could not be entered");
      if (fault.code !== "audit_unavailable") {
        await record(db, {
          action: "metastasis.enter",
          outcome: "failed",
          userId: person.userId,
          patientId: patientId ?? undefined,
          studyUid: study,
          // The name of a field, never its value.
          detail: [fault.code, fault.facts["field"] ?? ""].join(" ").trim(),
          ...origin,
        });
      }
      throw fault;
    }
    return ctx.json(await studyMetastasis(ctx.state.connections, study));
  },
});

/** Fault `not_found` for what is no UID. */
function uidOf(text: string | undefined): string {
  if (text !== undefined && isUid(text)) return text;
  throw new Fault("not_found", "Not a study UID");
}
