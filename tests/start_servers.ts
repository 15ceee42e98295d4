import { join } from "node:path";
import { serviceAccount } from "../stack/account.ts";
import { startMariadb } from "../stack/mariadb.ts";
import { freePort } from "../stack/ports.ts";
import { startRedis } from "../stack/redis.ts";

/** Name of the variable by which the runner hands its servers to every test file. */
export const TEST_SERVERS = "NEURONOVA_TEST_SERVERS";

/** How tests reach the servers that all of them share; the runner passes this on as JSON. */
export interface SharedServers {
  readonly mariadb: { port: number; user: string; password: string };
  readonly redis: { port: number; password: string };
}

/** Starts MariaDB and Redis with data in a new temporary folder, which goes with them. */
export async function startServers() {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-test-" });
  await Deno.chmod(dir, 0o755);
  const account = serviceAccount(join(dir, "x"));
  const admin = { user: "admin", password: crypto.randomUUID() };
  const redis = { port: freePort(), password: crypto.randomUUID() };
  const shared = { account, orphanSignal: "KILL" as const };
  const services = await Promise.all([
    startMariadb({
      ...shared,
      dir: join(dir, "mariadb"),
      port: freePort(),
      log: join(dir, "mariadb.log"),
      admin,
    }),
    startRedis({ ...shared, ...redis, dir: join(dir, "redis"), log: join(dir, "redis.log") }),
  ]);
  return {
    shared: { mariadb: { port: services[0].port, ...admin }, redis } satisfies SharedServers,
    /** Ends the servers and removes their folder, without awaiting: for the unload event. */
    kill() {
      for (const service of services) service.kill();
      removeNow(dir);
    },
  };
}

/** A killed server may still write its last file while the folder goes: try a few times. */
function removeNow(dir: string): void {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return Deno.removeSync(dir, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
