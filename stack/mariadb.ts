import { join } from "node:path";
import { type Account, makeOwnFolder, privilegeOptions, writeOwnFile } from "./account.ts";
import { StackFault } from "./fault.ts";
import { type Service, startProcess } from "./process.ts";

/** An account of the database server. */
export interface DatabaseAccount {
  readonly user: string;
  readonly password: string;
}

/** One database with its owner (may change the schema) and its application (granted by migrate). */
export interface DatabaseOptions {
  readonly name: string;
  readonly owner: DatabaseAccount;
  readonly app: DatabaseAccount;
}

/** Where MariaDB keeps its data, where it listens, and what must exist in it. */
export interface MariadbOptions {
  readonly dir: string;
  readonly port: number;
  readonly account: Account;
  readonly log: string;
  readonly database?: DatabaseOptions;
  /** An account that may do everything, for tests that make databases of their own. */
  readonly admin?: DatabaseAccount;
  readonly orphanSignal?: "TERM" | "KILL";
}

/**
 * Starts a private MariaDB on 127.0.0.1, making its data directory at the first start. The
 * databases and accounts asked for are made or corrected at every start, by a file that mariadbd
 * runs before it serves: nobody, not even root, can sign in without a password over TCP.
 */
export async function startMariadb(options: MariadbOptions): Promise<Service> {
  const { dir, account } = options;
  await makeOwnFolder(dir, account);
  await install(options);
  const init = join(dir, "init.sql");
  await writeOwnFile(init, accountStatements(options).join("\n") + "\n", account);
  try {
    return await startProcess({
      name: "mariadb",
      command: ["mariadbd", ...serverOptions(options, init)],
      account,
      port: options.port,
      log: options.log,
      cwd: dir,
      ready: () => greets(options.port),
      readyMs: 60_000, // crash recovery of a killed server may take a while
      stopMs: 20_000,
      orphanSignal: options.orphanSignal ?? "TERM",
    });
  } finally {
    await Deno.remove(init);
  }
}

/** Makes the data directory; a first start that was cut off is begun again from nothing. */
async function install({ dir, account, log }: MariadbOptions): Promise<void> {
  const data = join(dir, "data");
  const done = join(dir, "installed");
  await makeOwnFolder(join(dir, "tmp"), account);
  if (await exists(done)) return;
  await Deno.remove(data, { recursive: true }).catch(ignoreMissing);
  const { code, stdout, stderr } = await new Deno.Command("setpriv", {
    args: [
      ...privilegeOptions(account),
      "--",
      "mariadb-install-db",
      ...installOptions(account),
    ],
    cwd: dir,
    // A server that starts removes /tmp/#sql-temptable-*, another one's too.
    env: { TMPDIR: join(dir, "tmp") },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  await Deno.writeTextFile(log, decoder.decode(stdout) + decoder.decode(stderr), { append: true });
  if (code !== 0) {
    throw new StackFault(`MariaDB's data directory could not be made in ${dir}.`, {
      action: `See to what ${log} says, then start again.`,
    });
  }
  await writeOwnFile(done, "made by mariadb-install-db\n", account);
}

/** No option names the folder: mariadb-install-db, a shell script, would split it at its blanks. */
function installOptions({ drop }: Account): string[] {
  return [
    "--no-defaults",
    "--datadir=./data",
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
    "--force", // else it stops where the machine cannot look up its own name
    ...(drop === "capabilities" ? ["--user=root"] : []),
  ];
}

function serverOptions({ dir, port, account }: MariadbOptions, init: string): string[] {
  return [
    "--no-defaults",
    `--datadir=${join(dir, "data")}`,
    `--tmpdir=${join(dir, "tmp")}`,
    `--socket=${join(dir, "m.sock")}`,
    `--pid-file=${join(dir, "m.pid")}`,
    `--init-file=${init}`,
    `--port=${port}`,
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_unicode_ci",
    "--default-time-zone=+00:00",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=32M",
    "--performance-schema=OFF",
    "--max-connections=200",
    "--local-infile=OFF",
    ...(account.drop === "capabilities" ? ["--user=root"] : []),
  ];
}

/** One statement a line, as --init-file wants it; each may run again without harm. */
function accountStatements({ database, admin }: MariadbOptions): string[] {
  const statements = [
    "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
    "FLUSH PRIVILEGES;",
    "ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket;",
  ];
  if (admin !== undefined) {
    statements.push(...account(admin), `GRANT ALL ON *.* TO ${name(admin)} WITH GRANT OPTION;`);
  }
  if (database !== undefined) statements.push(...databaseStatements(database));
  return statements;
}

/** Makes a database and its two accounts; also used by tests over an admin's connection. */
export function databaseStatements({ name: database, owner, app }: DatabaseOptions): string[] {
  const pattern = database.replaceAll("_", "\\_"); // in GRANT a bare _ stands for any character
  return [
    `CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4;`,
    ...account(owner),
    `GRANT ALL ON \`${pattern}\`.* TO ${name(owner)} WITH GRANT OPTION;`,
    ...account(app),
  ];
}

function account(who: DatabaseAccount): string[] {
  const password = quoted(who.password);
  return [
    `CREATE USER IF NOT EXISTS ${name(who)} IDENTIFIED BY ${password};`,
    `ALTER USER ${name(who)} IDENTIFIED BY ${password};`,
  ];
}

function name({ user }: DatabaseAccount): string {
  return `${quoted(user)}@'%'`;
}

/** An SQL text literal. Our own generated words only, so anything odd is a mistake, not data. */
function quoted(text: string): string {
  if (!/^[\w.+/=-]+$/.test(text)) throw new StackFault("A database account has an odd character.");
  return `'${text}'`;
}

/** The port is open before the server serves; its greeting comes only then. */
async function greets(port: number): Promise<boolean> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), 500);
  try {
    return (await connection.read(new Uint8Array(64)) ?? 0) > 4;
  } finally {
    clearTimeout(timer);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    return ignoreMissing(error) ?? false;
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
