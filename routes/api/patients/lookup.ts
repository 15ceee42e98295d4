import { z } from "zod";
import { define } from "../../../state.ts";
import { findPatient } from "../../(_api)/find_patient.ts";
import { readJson } from "../../(_middleware)/read_json.ts";

const BODY = z.strictObject({
  mrn: z.string().min(1).max(256),
  authority: z.string().max(255).optional(),
});

/** Looks a patient up by number. A POST, so that the number stands in no address and no log. */
export const handler = define.handlers({
  async POST(ctx) {
    const { mrn, authority } = await readJson(ctx.req, BODY);
    const { id, source, asOf, patient } = await findPatient(ctx, mrn, authority ?? "");
    return ctx.json({ id, source, asOf, patient });
  },
});
