import type { Context } from "fresh";
import { may } from "../../lib/access/policy.ts";
import { relationToStudy } from "../../lib/access/own_patient.ts";
import { eventOf, followProgress, type ProgressEvent } from "../../lib/inference/progress.ts";
import { readInference } from "../../lib/inference/read_inference.ts";
import { isSegmentationPack } from "../../lib/models/pack.ts";
import { readPerson } from "../../lib/session/person.ts";
import type { Person } from "../../lib/session/person.ts";
import { define, type State } from "../../state.ts";
import { eventStream } from "../(_api)/event_stream.ts";
import { recordPage } from "../(_api)/record_page.ts";
import { signedIn } from "../(_api)/signed_in.ts";

/**
 * News of every reading that the person may see, each checked when it happens. It keeps lists of
 * studies or jobs up to date and is on record like them, when it is opened.
 */
export const handler = define.handlers({
  async GET(ctx) {
    const person = signedIn(ctx);
    const jobs = may(person, "jobs.view", { ownPatient: false });
    await recordPage(ctx, jobs ? "jobs.view" : "study.list");
    const { db, news } = ctx.state.connections;
    return eventStream({
      stillAllowed: () => readPerson(db, person.sessionId),
      async follow(send, signal) {
        watchLink(ctx, send, signal);
        for await (const heard of followProgress(news, { signal })) {
          const event = await wholeOf(ctx, heard);
          if (event !== null && await maySee(ctx, person, event)) send("reading", event);
        }
      },
    });
  },
});

/** How soon the pages learn that news has stopped or goes on. */
const LOOK_EVERY = 2000;

/**
 * Tells, when it changes, whether news can arrive: without Redis the stream stays open and silent,
 * and pages then ask for themselves.
 */
function watchLink(
  ctx: Context<State>,
  send: (event: string, data: unknown) => void,
  signal: AbortSignal,
): void {
  const { redis } = ctx.state.connections;
  let told = true;
  const look = () => {
    const up = redis.status === "ready";
    if (up !== told) send("link", { up });
    told = up;
  };
  const timer = setInterval(look, LOOK_EVERY);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

/**
 * News of a part (the prediction of the origin) as news of the reading it belongs to: that is what
 * pages show. Null when the rows cannot be read; the page reads them itself when the line is back.
 */
async function wholeOf(ctx: Context<State>, heard: ProgressEvent): Promise<ProgressEvent | null> {
  const { db, packs, log } = ctx.state.connections;
  const pack = packs.packs.find(({ manifest }) => manifest.id === heard.model);
  if (pack !== undefined && isSegmentationPack(pack)) return heard;
  try {
    const { parent } = await readInference(db, heard.id);
    return parent === null ? heard : eventOf(await readInference(db, parent));
  } catch (error) {
    log.warn({ error, requestId: ctx.state.requestId }, "an event could not be read");
    return null;
  }
}

async function maySee(
  ctx: Context<State>,
  person: Person,
  { study }: ProgressEvent,
): Promise<boolean> {
  if (may(person, "jobs.view", { ownPatient: false })) return true;
  const { db, log } = ctx.state.connections;
  try {
    return may(person, "study.view", await relationToStudy(db, person.userId, study));
  } catch (error) {
    // Not knowing is no reason to show; the page reads the state again when the line is back.
    log.warn({ error, requestId: ctx.state.requestId }, "an event could not be judged");
    return false;
  }
}
