import { define } from "../../../state.ts";
import { openPatient } from "../../(_api)/find_patient.ts";

/** A patient by opaque id, with where the record comes from and how old it is. */
export const handler = define.handlers({
  async GET(ctx) {
    const { answer } = await openPatient(ctx, ctx.params.id ?? "");
    const { id, source, asOf, patient } = answer;
    return ctx.json({ id, source, asOf, patient });
  },
});
