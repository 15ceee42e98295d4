import { followInference } from "../../../../lib/inference/progress.ts";
import { readPerson } from "../../../../lib/session/person.ts";
import { define } from "../../../../state.ts";
import { eventStream } from "../../../(_api)/event_stream.ts";
import { openInference, viewInference } from "../../../(_api)/open_inference.ts";
import { readingOf } from "../../../(_api)/reading_of.ts";
import { signedIn } from "../../../(_api)/signed_in.ts";

/** One reading as it is now and each time it changes, until it has ended. */
export const handler = define.handlers({
  async GET(ctx) {
    const { id } = await viewInference(ctx);
    const person = signedIn(ctx);
    const { db, news } = ctx.state.connections;
    const { lang } = ctx.state;
    return eventStream({
      // Rights can end while a stream runs: the reading is asked for again as a whole.
      stillAllowed: async () => {
        await readPerson(db, person.sessionId);
        await openInference(ctx, "inference.view");
      },
      async follow(send, signal) {
        for await (const inference of followInference(db, news, id, { signal })) {
          send("reading", readingOf(inference, lang));
        }
      },
    });
  },
});
