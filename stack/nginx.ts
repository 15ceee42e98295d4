import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Account, makeOwnFolder } from "./account.ts";
import { StackFault } from "./fault.ts";
import { type Service, startProcess } from "./process.ts";

/** Where nginx listens and what stands behind it. */
export interface NginxOptions {
  readonly dir: string;
  readonly port: number;
  readonly account: Account;
  readonly log: string;
  /** File of one line a request, without queries; in `dir` when left out. */
  readonly accessLog?: string;
  readonly portal: number;
  readonly orthanc: number;
  readonly orthancUser: string;
  /** File with Orthanc's password; read before the rights are given up. */
  readonly orthancPasswordFile: string;
  /** Folder with app-config.js and .viewer/. */
  readonly viewer: string;
  readonly tls?: { port: number; certificate: string; key: string };
  readonly orphanSignal?: "TERM" | "KILL";
}

const PREPARE = fileURLToPath(new URL("../nginx/prepare", import.meta.url));

/** Names that reach 127.0.0.1; any other Host is answered 421. */
const NAMES = "127.0.0.1 localhost [::1]";

/**
 * Starts nginx on 127.0.0.1 with the files of nginx/, which compose uses too; `nginx/prepare`
 * writes the few lines that differ. With `tls`, https serves on its port and `port` answers 308.
 */
export async function startNginx(options: NginxOptions): Promise<Service> {
  const { dir, account, port, tls } = options;
  await makeOwnFolder(dir, account);
  await prepare(options);
  if (options.accessLog !== undefined) await moveAccessLog(options.accessLog, options);
  return await startProcess({
    name: "nginx",
    command: ["nginx", "-p", `${dir}/`, "-c", "conf/nginx.conf", "-e", "stderr"],
    account,
    port: tls?.port ?? port,
    log: options.log,
    cwd: dir,
    ready: () => listens(port),
    stopSignal: "SIGTERM", // at once; event streams would hold a graceful stop for hours
    stopMs: 3000,
    orphanSignal: options.orphanSignal ?? "TERM",
  });
}

async function prepare(options: NginxOptions): Promise<void> {
  const { dir, account, port, tls } = options;
  const { code, stderr } = await new Deno.Command("sh", {
    args: [PREPARE, dir],
    clearEnv: true,
    env: {
      PATH: "/usr/bin:/bin",
      LISTEN: `127.0.0.1:${port}`,
      NAMES,
      PORTAL: `127.0.0.1:${options.portal}`,
      ORTHANC: `127.0.0.1:${options.orthanc}`,
      VIEWER: options.viewer,
      ORTHANC_USER: options.orthancUser,
      ORTHANC_PASSWORD_FILE: options.orthancPasswordFile,
      ...(account.drop === "capabilities" ? { RUN_AS: "root root" } : {}),
      ...(tls === undefined ? {} : {
        TLS_LISTEN: `127.0.0.1:${tls.port}`,
        TLS_CERTIFICATE: tls.certificate,
        TLS_KEY: tls.key,
      }),
    },
  }).output();
  if (code !== 0) {
    throw new StackFault(`nginx could not be set up: ${new TextDecoder().decode(stderr).trim()}.`);
  }
  if (account.drop === "user") await giveTo(join(dir, "conf"), account);
}

/** nginx opens its log after it gave up its rights: the file is made for it, and linked. */
async function moveAccessLog(path: string, { dir, account }: NginxOptions): Promise<void> {
  (await Deno.open(path, { create: true, append: true, mode: 0o600 })).close();
  if (account.drop === "user") await Deno.chown(path, account.uid, account.gid);
  const link = join(dir, "access.log");
  await Deno.remove(link).catch(ignoreMissing);
  await Deno.symlink(path, link);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function giveTo(path: string, account: Account): Promise<void> {
  await Deno.chown(path, account.uid, account.gid);
  for await (const entry of Deno.readDir(path)) {
    const below = join(path, entry.name);
    if (entry.isDirectory) await giveTo(below, account);
    else await Deno.chown(below, account.uid, account.gid);
  }
}

async function listens(port: number): Promise<boolean> {
  (await Deno.connect({ hostname: "127.0.0.1", port })).close();
  return true;
}
