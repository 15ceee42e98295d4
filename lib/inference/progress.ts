import type { Redis } from "ioredis";
import type { Database } from "../database/connect.ts";
import type { InferenceState } from "./states.ts";
import { type Inference, readInference } from "./read_inference.ts";
import { closeRedis } from "./redis.ts";

/** Where news of readings is announced: a Redis client and the prefix of this installation. */
export interface NewsChannel {
  readonly redis: Redis;
  readonly prefix: string;
}

/** That a reading moved: ids, state and numbers, nothing of a patient. */
export interface ProgressEvent {
  readonly id: string;
  readonly study: string;
  readonly model: string;
  readonly state: InferenceState;
  readonly stage: string | null;
  readonly percent: number;
  readonly attempt: number;
  readonly code: string | null;
  readonly review: "accepted" | "rejected" | null;
}

/** Most events that wait for a slow reader; the oldest go first, for the newest say it all. */
const MOST_WAITING = 500;
/** How often a reading is read again though nothing was announced. */
const POLL_MS = 3000;

/**
 * Announces that a reading moved. Rows are the truth and this is only the bell: when Redis is away
 * nothing is announced, nothing waits, and whoever listens sees it at the next poll.
 */
export async function publishProgress(channel: NewsChannel, event: ProgressEvent): Promise<void> {
  await announce(channel, "progress", JSON.stringify(event));
}

/** Announces a reading as it stands in the database now. */
export async function announceInference(
  channel: NewsChannel,
  db: Database,
  id: string,
): Promise<void> {
  await publishProgress(channel, eventOf(await readInference(db, id)));
}

/** Tells workers that a request was cancelled; a worker that misses it finds out from the row. */
export async function announceCancel(channel: NewsChannel, id: string): Promise<void> {
  await announce(channel, "cancel", id);
}

/** The event that tells of a reading as it is. */
export function eventOf(inference: Inference): ProgressEvent {
  const { id, study, model, state, stage, percent, attempt, code, review } = inference;
  return {
    id,
    study,
    model,
    state,
    stage,
    percent,
    attempt,
    code,
    review: review?.decision ?? null,
  };
}

/** Every event announced from now on, until `signal` aborts. */
export async function* followProgress(
  channel: NewsChannel,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<ProgressEvent> {
  for await (const message of listen(channel, "progress", { signal })) {
    if (message !== null) yield JSON.parse(message);
  }
}

/** Ids of requests that are cancelled from now on, until `signal` aborts. */
export async function* followCancels(
  channel: NewsChannel,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<string> {
  for await (const message of listen(channel, "cancel", { signal })) {
    if (message !== null) yield message;
  }
}

/**
 * One reading each time it changed, first as it is now, until it has ended or `signal` aborts. It
 * listens and reads the row every few seconds besides, so that it works while Redis is away.
 * Faults: `not_found`, `database_unavailable`.
 */
export async function* followInference(
  db: Database,
  channel: NewsChannel,
  id: string,
  { signal }: { signal: AbortSignal },
): AsyncGenerator<Inference> {
  let last = "";
  for await (const message of listen(channel, "progress", { signal, pollMs: POLL_MS })) {
    if (message !== null && JSON.parse(message).id !== id) continue;
    const inference = await readInference(db, id);
    const text = JSON.stringify(inference);
    if (text !== last) yield inference;
    last = text;
    const part = inference.originState;
    const ended = hasEnded(inference.state) && (part === null || hasEnded(part));
    if (ended) return;
  }
}

function hasEnded(state: InferenceState): boolean {
  return state !== "requested" && state !== "queued" && state !== "running";
}

async function announce({ redis, prefix }: NewsChannel, topic: string, text: string) {
  try {
    await redis.publish(`${prefix}:${topic}`, text);
  } catch {
    // Redis is away: reportErrors has said so, and rows are polled.
  }
}

/**
 * Messages of a topic over a connection of its own; null at once, and whenever `pollMs` passed
 * without one. Ends, and closes the connection, when `signal` aborts or the reader leaves.
 */
async function* listen(
  { redis, prefix }: NewsChannel,
  topic: string,
  { signal, pollMs }: { signal: AbortSignal; pollMs?: number },
): AsyncGenerator<string | null> {
  const waiting: (string | null)[] = [null];
  let wake = () => {};
  const put = (message: string | null) => {
    if (waiting.push(message) > MOST_WAITING) waiting.shift();
    wake();
  };
  const subscriber = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  });
  subscriber.on("error", () => {}); // it comes back by itself; the client it was made from reports
  subscriber.on("message", (_channel: string, message: string) => put(message));
  subscriber.subscribe(`${prefix}:${topic}`).catch(() => {}); // fails only when it is closed
  const timer = pollMs === undefined ? undefined : setInterval(() => put(null), pollMs);
  const stop = () => wake();
  signal.addEventListener("abort", stop);
  try {
    while (!signal.aborted) {
      const message = waiting.shift();
      if (message !== undefined) yield message;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    clearInterval(timer);
    await closeRedis(subscriber);
  }
}
