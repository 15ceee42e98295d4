import { join } from "node:path";
import type { Config } from "../../lib/config/config.ts";
import { serviceAccount } from "../../stack/account.ts";
import { freePort } from "../../stack/ports.ts";
import { startRedis } from "../../stack/redis.ts";
import { testQueuePrefix } from "../shared_servers.ts";

/** A Redis of one test, which may be flushed, killed and brought back. */
export interface PrivateRedis extends AsyncDisposable {
  readonly config: Config["redis"];
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Brings it back on the same port with what its append-only file holds. */
  start(): Promise<void>;
}

/** Starts a Redis with data of its own; gone when disposed. */
export async function startPrivateRedis(): Promise<PrivateRedis> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-redis-" });
  await Deno.chmod(dir, 0o755);
  const login = { port: freePort(), password: crypto.randomUUID() };
  const start = () =>
    startRedis({
      ...login,
      dir: join(dir, "redis"),
      log: join(dir, "redis.log"),
      account: serviceAccount(join(dir, "x")),
      orphanSignal: "KILL",
    });
  let service = await start();
  const kill = async () => {
    service.kill();
    await service.exited;
  };
  return {
    config: { host: "127.0.0.1", ...login, prefix: testQueuePrefix() },
    kill,
    async start() {
      service = await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
