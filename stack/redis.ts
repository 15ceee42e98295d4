import { join } from "node:path";
import { type Account, makeOwnFolder, writeOwnFile } from "./account.ts";
import { type Service, startProcess } from "./process.ts";

/** Where Redis keeps its append-only file, where it listens, and its password. */
export interface RedisOptions {
  readonly dir: string;
  readonly port: number;
  readonly password: string;
  readonly account: Account;
  readonly log: string;
  readonly orphanSignal?: "TERM" | "KILL";
}

/**
 * Starts a private Redis on 127.0.0.1: append-only file synced every second, no eviction (BullMQ
 * loses jobs otherwise). The password stands in a file of mode 0600, never in the argument list.
 */
export async function startRedis(options: RedisOptions): Promise<Service> {
  const { dir, account } = options;
  await makeOwnFolder(dir, account);
  const config = join(dir, "redis.conf");
  await writeOwnFile(config, configuration(options), account);
  return await startProcess({
    name: "redis",
    command: ["redis-server", config],
    account,
    port: options.port,
    log: options.log,
    cwd: dir,
    ready: () => pongs(options),
    orphanSignal: options.orphanSignal ?? "TERM",
  });
}

function configuration({ dir, port, password }: RedisOptions): string {
  return [
    "bind 127.0.0.1",
    `port ${port}`,
    "protected-mode yes",
    `requirepass ${password}`,
    `dir ${JSON.stringify(dir)}`,
    "appendonly yes",
    "appendfsync everysec",
    'save ""',
    "maxmemory-policy noeviction",
    "daemonize no",
    "",
  ].join("\n");
}

/** Signs in and pings; "LOADING" while the append-only file is read counts as not ready. */
async function pongs({ port, password }: RedisOptions): Promise<boolean> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), 500);
  try {
    await connection.write(new TextEncoder().encode(`AUTH ${password}\r\nPING\r\n`));
    const buffer = new Uint8Array(256);
    let text = "";
    while (!/^\+OK\r\n[+-].*\r\n/.test(text)) {
      const count = await connection.read(buffer);
      if (count === null || text.startsWith("-")) return false;
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    return text.includes("+PONG");
  } finally {
    clearTimeout(timer);
  }
}
