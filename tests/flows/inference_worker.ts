/**
 * A real worker for one test: the process that `deno task worker` starts, with exactly its flags, on
 * a real MariaDB, Redis, Orthanc, FHIR server and OpenEMR.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../../lib/config/config.ts";
import { type Connections, openConnections } from "../../lib/connections.ts";
import { type Inference, readInference } from "../../lib/inference/read_inference.ts";
import { requestInference } from "../../lib/inference/request_inference.ts";
import { openLog } from "../../lib/log/log.ts";
import { findPack } from "../../lib/models/load_packs.ts";
import { indexStudy } from "../../lib/studies/index_studies.ts";
import { firstText } from "../../lib/studies/series_facts.ts";
import { freePort } from "../../stack/ports.ts";
import { type FixtureStudy, makeStudy, type StudyOddities } from "../fixtures/mr_study.ts";
import { KIM, type Neighbours, startNeighbours } from "../neighbours/neighbours.ts";
import { walkFiles } from "../files.ts";
import { sharedRedis, type TestOrthanc, testOrthanc } from "../shared_servers.ts";
import { addTestUser } from "./inference_rows.ts";

/** What a test may bring itself. */
export interface ReadingStackOptions {
  /** Folder of model packs; the shipped ones when left out. */
  readonly models?: string;
  readonly redis?: Config["redis"];
}

/** Everything that a reading needs, without a worker. */
export interface ReadingStack extends AsyncDisposable {
  readonly connections: Connections;
  readonly neighbours: Neighbours;
  readonly orthanc: TestOrthanc;
  readonly userId: string;
  /** Starts a worker; ended with the stack if not before. */
  startWorker(): Promise<TestWorker>;
  /** Puts a drawn study of the demo patient into the PACS and the index. */
  addStudy(oddities?: StudyOddities): Promise<FixtureStudy>;
  /** Puts DICOM files below a folder into the PACS and the index; gives the study's UID. */
  addFiles(folder: string): Promise<string>;
  request(studyUid: string, model?: string): Promise<string>;
  /** The reading once `wanted` holds; fails after `ms`. */
  until(id: string, wanted: (inference: Inference) => boolean, ms?: number): Promise<Inference>;
}

/** A worker with its supervisor. */
export interface TestWorker {
  /** Process id of the supervisor. */
  readonly pid: number;
  /** Process id of the real worker, the supervisor's child. */
  readonly childPid: () => Promise<number>;
  /** What it has logged so far. */
  readonly log: () => Promise<string>;
  /** Ends it as an operator would; gives the exit code. */
  stop(): Promise<number>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** The model that every test asks for unless it says otherwise. */
export const MODEL = "tumour-own-4";

/** Starts all but the worker; gone when disposed. */
export async function startReadingStack(options: ReadingStackOptions = {}): Promise<ReadingStack> {
  const neighbours = await startNeighbours();
  const orthanc = await testOrthanc();
  const dir = await Deno.makeTempDir({ prefix: "neuronova-worker-" });
  const config: Config = {
    ...neighbours.config,
    instance: "test",
    redis: options.redis ?? sharedRedis(),
    orthanc: orthanc.config,
    models: {
      dir: options.models ?? `${ROOT}models`,
      providers: ["cpu"],
      threads: 2,
    },
  };
  const connections = await openConnections(config, { log: openLog("error", () => {}) });
  const userId = await addTestUser(connections.db);
  const workers: TestWorker[] = [];
  return {
    connections,
    neighbours,
    orthanc,
    userId,
    async startWorker() {
      const worker = await startWorker(config, `${dir}/worker-${workers.length}.log`);
      workers.push(worker);
      return worker;
    },
    async addStudy(oddities = {}) {
      const patient = { patientId: KIM.pubpid, patientName: "Kim", patientBirthDate: "19610405" };
      const study = await makeStudy({ key: crypto.randomUUID(), patient, ...oddities });
      await connections.orthanc.store(study.series.flatMap(({ files }) => files));
      await indexStudy(connections.index, study.studyUid);
      return study;
    },
    async addFiles(folder) {
      const files: Uint8Array[] = [];
      for (const path of await walkFiles(folder, /(\.dcm|MRDC\.\d+)$/)) {
        files.push(await Deno.readFile(path));
      }
      await connections.orthanc.store(files);
      const [study] = await connections.orthanc.searchStudies({ limit: 1 });
      const uid = firstText(study ?? {}, "0020000D");
      // A worker may have met the study half way; what it saw is not all there is.
      await indexStudy(connections.index, uid);
      return uid;
    },
    async request(studyUid, model = MODEL) {
      const { db, packs } = connections;
      const pack = findPack(packs, model);
      return (await requestInference(db, { studyUid, model: pack, person: { userId } })).id;
    },
    async until(id, wanted, ms = 90_000) {
      const deadline = Date.now() + ms;
      while (true) {
        const inference = await readInference(connections.db, id);
        if (wanted(inference)) return inference;
        if (Date.now() > deadline) {
          const logs = await Promise.all(workers.map((worker) => worker.log()));
          throw new Error(`${JSON.stringify(inference)}\n${logs.join("\n").slice(-4000)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop();
      await connections.close();
      await orthanc[Symbol.asyncDispose]();
      await neighbours[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

/** Another run may take the port before the worker listens: then there is another. */
async function startWorker(config: Config, log: string): Promise<TestWorker> {
  for (let tries = 1;; tries++) {
    try {
      return await startWorkerOn(freePort(), config, log);
    } catch (error) {
      if (tries === 3 || !await portWasTaken(log)) throw error;
    }
  }
}

async function portWasTaken(log: string): Promise<boolean> {
  return (await textOf(log)).includes("AddrInUse");
}

/** The log so far; empty before the shell has opened it. */
async function textOf(log: string): Promise<string> {
  try {
    return await Deno.readTextFile(log);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

async function startWorkerOn(port: number, config: Config, log: string): Promise<TestWorker> {
  const tasks = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).tasks;
  const words: string[] = tasks.worker.command.split(" ").slice(1);
  // The very Deno of this test, first on the path: npm's wrapper would keep signals to itself.
  const deno = Deno.execPath();
  const path = `${dirname(deno)}:${Deno.env.get("PATH")}`;
  const script = 'log=$1; shift; exec setpriv --pdeathsig=KILL -- "$@" >"$log" 2>&1';
  const process = new Deno.Command("sh", {
    args: ["-c", script, "sh", log, deno, ...words],
    cwd: ROOT,
    env: {
      ...environmentOf(config),
      NEURONOVA_WORKER_PORT: String(port),
      NO_COLOR: "1",
      PATH: path,
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let ended: number | undefined;
  const status = process.status.then(({ code }) => ended = code);
  try {
    await ready(port, process.pid, () => ended !== undefined, log);
  } catch (error) {
    process.kill("SIGTERM");
    await status;
    throw error;
  }
  return {
    pid: process.pid,
    childPid: () => childOf(process.pid),
    log: () => textOf(log),
    async stop() {
      if (ended === undefined) process.kill("SIGTERM");
      return await status;
    },
  };
}

/** Waits until our worker answers: it is not enough that somebody does. */
async function ready(
  port: number,
  supervisor: number,
  hasEnded: () => boolean,
  log: string,
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!hasEnded() && Date.now() < deadline && !await portWasTaken(log)) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/health/live`);
      if ((await response.json()).pid === await childOf(supervisor)) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The worker did not start:\n${await textOf(log)}`);
}

/** The worker is the only child of its supervisor. */
async function childOf(pid: number): Promise<number> {
  const children = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return Number(children.trim().split(" ")[0]);
}

/** The settings of a worker as the environment brings them. */
function environmentOf({ database, redis, orthanc, fhir, openemr, ...config }: Config) {
  const settings: Record<string, string | number | undefined> = {
    NEURONOVA_INSTANCE: config.instance,
    NEURONOVA_PUBLIC_URL: config.publicUrl,
    NEURONOVA_SESSION_KEY: config.sessionKey,
    NEURONOVA_AUTHORITY: config.authority,
    NEURONOVA_DATABASE_PORT: database.port,
    NEURONOVA_DATABASE_NAME: database.name,
    NEURONOVA_DATABASE_USER: database.user,
    NEURONOVA_DATABASE_PASSWORD: database.password,
    NEURONOVA_REDIS_PORT: redis.port,
    NEURONOVA_REDIS_PASSWORD: redis.password,
    NEURONOVA_QUEUE_PREFIX: redis.prefix,
    NEURONOVA_ORTHANC_URL: orthanc.url,
    NEURONOVA_ORTHANC_USER: orthanc.user,
    NEURONOVA_ORTHANC_PASSWORD: orthanc.password,
    NEURONOVA_FHIR_URL: fhir.url,
    NEURONOVA_OPENEMR_URL: openemr.url,
    NEURONOVA_OPENEMR_CLIENT_ID: openemr.clientId,
    NEURONOVA_OPENEMR_USER: openemr.user,
    NEURONOVA_OPENEMR_PASSWORD: openemr.password,
    NEURONOVA_MODELS_DIR: config.models.dir,
    NEURONOVA_ONNX_THREADS: config.models.threads,
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
