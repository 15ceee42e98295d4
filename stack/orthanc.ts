import { join } from "node:path";
import { type Account, makeOwnFolder, writeOwnFile } from "./account.ts";
import { type Service, startProcess } from "./process.ts";

/** Where Orthanc keeps its images, where it listens, and the one account it knows. */
export interface OrthancOptions {
  readonly dir: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly account: Account;
  readonly log: string;
  /** Seconds without a new instance after which a study counts as stable; Orthanc's /changes says so. */
  readonly stableAge?: number;
  readonly orphanSignal?: "TERM" | "KILL";
}

/**
 * Starts a private Orthanc with DICOMweb at `/orthanc/dicom-web/`. Orthanc 1.10 cannot bind to one
 * interface; it refuses every client that is not on this machine, and asks a password of those.
 */
export async function startOrthanc(options: OrthancOptions): Promise<Service> {
  const { dir, account, port } = options;
  const config = join(dir, "config");
  const folders = ["", "config", "storage", "index", "tmp"].map((name) => join(dir, name));
  for (const folder of folders) await makeOwnFolder(folder, account);
  const shared = await Deno.readTextFile(new URL("./orthanc.json", import.meta.url));
  await writeOwnFile(join(config, "orthanc.json"), shared, account);
  await writeOwnFile(join(config, "place.json"), JSON.stringify(place(options)), account);
  return await startProcess({
    name: "orthanc",
    command: ["Orthanc", config],
    account,
    port,
    log: options.log,
    cwd: dir,
    env: { TCP_NODELAY: "1" }, // Debian's DCMTK leaves Nagle on: 55 ms an instance
    ready: (signal) => answers(options, signal),
    stopMs: 10_000,
    orphanSignal: options.orphanSignal ?? "TERM",
  });
}

/** The half of Orthanc's configuration that differs from place to place. */
function place({ dir, port, user, password, stableAge }: OrthancOptions) {
  return {
    HttpPort: port,
    RemoteAccessAllowed: false,
    RegisteredUsers: { [user]: password },
    StorageDirectory: join(dir, "storage"),
    IndexDirectory: join(dir, "index"),
    TemporaryDirectory: join(dir, "tmp"),
    StableAge: stableAge ?? 5,
  };
}

/** True once the DICOMweb plugin answers with our password. */
async function answers(options: OrthancOptions, signal: AbortSignal): Promise<boolean> {
  const { port, user, password } = options;
  const response = await fetch(`http://127.0.0.1:${port}/orthanc/dicom-web/studies?limit=1`, {
    headers: { authorization: `Basic ${btoa(`${user}:${password}`)}` },
    signal,
  });
  await response.body?.cancel();
  return response.ok;
}
