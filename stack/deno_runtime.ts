import { basename, dirname, join } from "node:path";
import { mayEnter } from "./account.ts";
import { type DataFolder, ROOT } from "./data_folder.ts";
import { StackFault } from "./fault.ts";
import { type Service, startProcess } from "./process.ts";

/** Tasks of deno.json that this stack runs, with exactly the permissions that stand there. */
type TaskName = "start" | "worker" | "cli";

/** The Deno that services run with: where it is and what is in its environment. */
export interface DenoRuntime {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A Deno that the services' account can run. The one that runs us may lie in root's home (npx puts
 * it there): then it is linked, or copied, into the data folder.
 */
export async function openDenoRuntime(data: DataFolder): Promise<DenoRuntime> {
  const own = Deno.execPath();
  const reachable = basename(own) === "deno" &&
    (data.account.drop !== "user" || mayEnter(dirname(own), data.account));
  const path = reachable ? own : await bring(own, data.folder("bin"));
  const search = [dirname(path), "/usr/local/bin", "/usr/bin", "/bin"].join(":");
  return {
    path,
    env: { PATH: search, DENO_DIR: data.folder("deno"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  };
}

async function bring(from: string, folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o711 });
  const path = join(folder, "deno");
  if (await sameFile(from, path)) return path;
  const draft = `${path}.new`;
  await Deno.copyFile(from, draft);
  await Deno.chmod(draft, 0o755);
  await Deno.rename(draft, path);
  return path;
}

/** Whether the copy is still that of this Deno: by its size, since versions differ in it. */
async function sameFile(from: string, to: string): Promise<boolean> {
  try {
    return (await Deno.stat(from)).size === (await Deno.stat(to)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** The words of a task in deno.json after "deno": what portal, worker and cli really run with. */
export async function taskWords(name: TaskName): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const command: unknown = tasks?.[name]?.command;
  if (typeof command !== "string" || !command.startsWith("deno run ")) {
    throw new StackFault(`deno.json has no task "${name}" that runs Deno.`);
  }
  return command.split(" ").slice(1);
}

/** What differs between the Deno programs of the stack. */
export interface DenoServiceOptions {
  readonly name: string;
  readonly port: number;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Address that answers anything but a server's error once the program serves. */
  readonly readyAt: string;
  readonly readyMs?: number;
  readonly stopMs?: number;
}

/** Starts a Deno program from the repository's root as the services' account. */
export function startDenoService(
  data: DataFolder,
  deno: DenoRuntime,
  options: DenoServiceOptions,
): Promise<Service> {
  return startProcess({
    name: options.name,
    command: [deno.path, ...options.args],
    account: data.account,
    port: options.port,
    log: data.log(options.name),
    cwd: ROOT,
    env: { ...deno.env, ...options.env },
    ready: async (signal) => {
      const response = await fetch(options.readyAt, { signal });
      await response.body?.cancel();
      return response.status < 500;
    },
    readyMs: options.readyMs ?? 60_000,
    stopMs: options.stopMs ?? 10_000,
  });
}
