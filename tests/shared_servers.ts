/**
 * Real servers for tests. MariaDB and Redis are started when this module is loaded, outside every
 * test, so that the leak sanitizers see nothing of them; `deno task test` starts them once for all
 * files and says where they are in NEURONOVA_TEST_SERVERS. They die with the process that started
 * them, even if it is killed.
 */
import { join } from "node:path";
import { Kysely, MysqlDialect, sql } from "kysely";
import type { Config } from "../lib/config/config.ts";
import { connectDatabase, type Database } from "../lib/database/connect.ts";
import { migrate } from "../lib/database/migrate.ts";
import { openPool } from "../lib/database/pool.ts";
import { serviceAccount } from "../stack/account.ts";
import { databaseStatements } from "../stack/mariadb.ts";
import { startOrthanc } from "../stack/orthanc.ts";
import { freePort } from "../stack/ports.ts";
import { type SharedServers, startServers, TEST_SERVERS } from "./start_servers.ts";

const servers = await sharedServers();

async function sharedServers(): Promise<SharedServers> {
  const given = Deno.env.get(TEST_SERVERS);
  if (given !== undefined) return JSON.parse(given);
  const own = await startServers();
  globalThis.addEventListener("unload", () => own.kill());
  return own.shared;
}

/** The MariaDB server of this run, with an account that may do everything. */
export function sharedMariadb(): SharedServers["mariadb"] & { host: string } {
  return { host: "127.0.0.1", ...servers.mariadb };
}

/** The Redis server of this run, with a queue prefix that no other test has. */
export function sharedRedis(): Config["redis"] {
  return { host: "127.0.0.1", ...servers.redis, prefix: testQueuePrefix() };
}

/** A queue prefix (or key prefix) that no other test has. */
export function testQueuePrefix(): string {
  return `test-${crypto.randomUUID().slice(0, 13)}`;
}

/** A database of one test. */
export interface TestDatabase extends AsyncDisposable {
  readonly config: Config["database"];
  /** Connected as the application: no DDL, and only INSERT and SELECT on audit. */
  readonly db: Database;
}

/**
 * A new, migrated database with accounts of its own; dropped when disposed.
 *
 * @example `await using database = await testDatabase();`
 */
export async function testDatabase(): Promise<TestDatabase> {
  const id = crypto.randomUUID().replaceAll("-", "").slice(0, 16);
  const owner = { user: `owner_${id}`, password: crypto.randomUUID() };
  const app = { user: `app_${id}`, password: crypto.randomUUID() };
  const name = `test_${id}`;
  await asAdmin(databaseStatements({ name, owner, app }));
  const config = {
    host: "127.0.0.1",
    port: servers.mariadb.port,
    name,
    user: app.user,
    password: app.password,
    owner: owner.user,
    ownerPassword: owner.password,
  };
  await migrate(config);
  const db = connectDatabase(config);
  return {
    config,
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await asAdmin([`DROP DATABASE \`${name}\``, `DROP USER '${owner.user}', '${app.user}'`]);
    },
  };
}

/** Runs statements one by one over a connection of the server's administrator. */
async function asAdmin(statements: readonly string[]): Promise<void> {
  const { user, password, ...place } = sharedMariadb();
  const config = { ...place, name: "mysql", user, password, owner: user, ownerPassword: password };
  const pool = openPool(config, { user, password, connections: 1, statementMs: 30_000 });
  const admin = new Kysely<unknown>({ dialect: new MysqlDialect({ pool }) });
  try {
    for (const statement of statements) await sql.raw(statement).execute(admin);
  } finally {
    await admin.destroy();
  }
}

/** An Orthanc of one test. */
export interface TestOrthanc extends AsyncDisposable {
  readonly config: Config["orthanc"];
  readonly port: number;
  readonly pid: number;
  /** Ends Orthanc and starts it again on the same port with the same images. */
  restart(): Promise<void>;
  /** Ends Orthanc as a crash would; `restart()` brings it back. */
  kill(): Promise<void>;
}

/**
 * A new, empty Orthanc with DICOMweb; studies become stable after 1 s. Ended and removed when
 * disposed. Starts in about 150 ms.
 */
export async function testOrthanc(): Promise<TestOrthanc> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-orthanc-" });
  await Deno.chmod(dir, 0o755);
  const login = { user: "neuronova", password: crypto.randomUUID() };
  const start = (port: number) =>
    startOrthanc({
      ...login,
      dir: join(dir, "orthanc"),
      log: join(dir, "orthanc.log"),
      port,
      account: serviceAccount(join(dir, "x")),
      stableAge: 1,
      orphanSignal: "KILL",
    });
  let service = await start(freePort());
  const kill = async () => {
    service.kill();
    await service.exited;
  };
  return {
    config: { url: `http://127.0.0.1:${service.port}`, ...login },
    port: service.port,
    get pid() {
      return service.pid;
    },
    kill,
    async restart() {
      await kill();
      service = await start(service.port);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

/**
 * Waits until no child process of that name is left. esbuild's service ends a moment after its last
 * build: a module that builds when it is loaded awaits this, so that no test sees the end as a leak.
 */
export async function childrenEnded(name: string): Promise<void> {
  while (childNames().includes(name)) await new Promise((done) => setTimeout(done, 20));
  await new Promise((done) => setTimeout(done, 20)); // our own notice of it
}

function childNames(): string[] {
  const names: string[] = [];
  for (const { name: thread } of Deno.readDirSync("/proc/self/task")) {
    const pids = readProc(`/proc/self/task/${thread}/children`).split(" ").filter(Boolean);
    names.push(...pids.map((pid) => readProc(`/proc/${pid}/comm`).trim()));
  }
  return names;
}

/** A file of /proc, empty when its thread or process has just gone. */
function readProc(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
