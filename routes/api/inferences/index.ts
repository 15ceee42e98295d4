import { z } from "zod";
import { allowStudy } from "../../../lib/access/allow.ts";
import { requestInference } from "../../../lib/inference/request_inference.ts";
import { findPack } from "../../../lib/models/load_packs.ts";
import { ensureStudyIndexed } from "../../../lib/studies/index_studies.ts";
import { isUid } from "../../../lib/viewer/viewer_url.ts";
import { define } from "../../../state.ts";
import { announce, recordChange } from "../../(_api)/open_inference.ts";
import { originOf, signedIn } from "../../(_api)/signed_in.ts";
import { readJson } from "../../(_middleware)/read_json.ts";

const BODY = z.strictObject({
  study: z.string().refine(isUid, "is no DICOM UID"),
  model: z.string().min(1).max(64),
});

/** Asks for a reading. While the same one runs, that one is answered (`existing`). */
export const handler = define.handlers({
  async POST(ctx) {
    const { study, model } = await readJson(ctx.req, BODY);
    const { db, index, packs } = ctx.state.connections;
    const person = signedIn(ctx);
    await allowStudy(db, person, "inference.request", study, originOf(ctx));
    await ensureStudyIndexed(index, study);
    const request = { studyUid: study, model: findPack(packs, model), person };
    const { id, state, existing } = await requestInference(db, request);
    await recordChange(ctx, "inference.request", id, existing ? "existing" : model);
    await announce(ctx, id);
    return ctx.json({ id, state, existing }, {
      status: 202,
      headers: { Location: `/api/inferences/${id}` },
    });
  },
});
