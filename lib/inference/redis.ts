import { Redis } from "ioredis";
import type { Config } from "../config/config.ts";
import type { Log } from "../log/log.ts";

/** Milliseconds after which a command counts as unanswered. */
const PATIENCE_MS = 2000;

/** Milliseconds that an open connection gets to say goodbye. */
const DISCONNECT_MS = 50;

/** Options by which every client of ours reaches Redis; it keeps trying, at most 2 s apart. */
export function redisOptions(config: Config["redis"]) {
  return {
    host: config.host,
    port: config.port,
    ...(config.password === undefined ? {} : { password: config.password }),
    disconnectTimeout: DISCONNECT_MS,
    retryStrategy: (times: number) => Math.min(100 * 2 ** Math.min(times, 5), 2000),
  };
}

/**
 * A client for questions and announcements: while Redis is away every command fails within 2 s
 * instead of waiting for its return. Nothing is dialled before the first command is due.
 */
export function openRedis(config: Config["redis"], log: Log): Redis {
  const redis = new Redis({
    ...redisOptions(config),
    maxRetriesPerRequest: 0,
    commandTimeout: PATIENCE_MS,
    enableOfflineQueue: false,
  });
  return reportErrors(redis, log);
}

/** Logs the first error of each outage; without a listener an error would end the process. */
export function reportErrors<Client extends Redis>(redis: Client, log: Log): Client {
  let down = false;
  redis.on("error", (error: unknown) => {
    if (!down) log.warn({ neighbour: "redis", error }, "Redis does not answer");
    down = true;
  });
  redis.on("ready", () => {
    if (down) log.info({ neighbour: "redis" }, "Redis answers again");
    down = false;
  });
  return redis;
}

/** Closes a client at once, whether Redis is there or not, and waits until nothing is left of it. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === "end") return;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  redis.once("end", resolve);
  redis.disconnect();
  // A client between two attempts to connect ends without a word.
  const timer = setTimeout(resolve, 2 * DISCONNECT_MS);
  await ended;
  clearTimeout(timer);
}
