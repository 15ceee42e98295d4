import { allow } from "../../lib/access/allow.ts";
import { Fault } from "../../lib/fault/fault.ts";
import { cancelInference, retryInference } from "../../lib/inference/change_inference.ts";
import { announceCancel } from "../../lib/inference/progress.ts";
import { define } from "../../state.ts";
import { announce, recordChange } from "../(_api)/open_inference.ts";
import { originOf, signedIn } from "../(_api)/signed_in.ts";
import { readForm } from "../(_middleware)/read_form.ts";

/** The buttons of the jobs page: POST /jobs/retry and /jobs/cancel with a reading's id. */
export const handler = define.handlers({
  async POST(ctx) {
    const { db, news, packs } = ctx.state.connections;
    const person = signedIn(ctx);
    await allow(db, person, "jobs.change", originOf(ctx));
    const id = (await readForm(ctx.req)).get("id") ?? "";
    const { change } = ctx.params;
    if (change !== "retry" && change !== "cancel") {
      throw new Fault("not_found", "No such change of a job");
    }
    await recordChange(ctx, `inference.${change}`, id.slice(0, 36));
    if (change === "retry") await retryInference(db, packs, id);
    else {
      await cancelInference(db, id);
      await announceCancel(news, id);
    }
    await announce(ctx, id);
    return ctx.redirect("/jobs", 303);
  },
});
