import { join } from "node:path";
import { readConfig } from "../lib/config/config.ts";
import { type DataFolder, openDataFolder, writePrivate } from "./data_folder.ts";
import { openDenoRuntime } from "./deno_runtime.ts";
import { DEMO_PATIENT, demoUsers, OPENEMR_SEED, prepareDatabase } from "./demo_people.ts";
import { type DemoState, demoStateFile, readRunningDemo } from "./demo_state.ts";
import { makeEnvironment } from "./environment.ts";
import type { Ending } from "./ending.ts";
import { sentenceOf } from "./fault.ts";
import { prepareViewer } from "./ohif.ts";
import type { DemoOptions } from "./options.ts";
import { ensurePackages } from "./packages.ts";
import { buildPages } from "./pages.ts";
import { planPorts, type PortPlan } from "./port_plan.ts";
import { identityOf } from "./process_identity.ts";
import { type Report, supervisorWords } from "./report.ts";
import { openSecrets } from "./secrets.ts";
import { neighbours, programs, type StackPlan, stores } from "./service_list.ts";
import { importStudy, makeDemoStudyOnce, storeDemoStudy } from "./studies.ts";
import { type Supervised, Supervisor } from "./supervise.ts";
import { makeCertificate } from "./tls.ts";
import { watchRoom } from "./watch_room.ts";

/** A demo that is up. */
export interface RunningDemo {
  readonly state: DemoState;
  stop(): Promise<void>;
}

/**
 * Starts everything and waits until it is ready: stores, neighbours, schema and users, portal,
 * worker, nginx, and the demo's study in the PACS. Whatever fails, nothing is left running.
 *
 * @param ending ends the start as well as the run
 */
export async function runDemo(
  options: DemoOptions,
  report: Report,
  { signal, outlive }: Ending,
): Promise<RunningDemo> {
  const begun = performance.now();
  const data = await openDataFolder(options.data, options.reset);
  const sayEnding = () => data.say("ending");
  signal.addEventListener("abort", sayEnding, { once: true });
  let state: DemoState | null = null;
  const supervisor: Supervisor = new Supervisor({
    ...supervisorWords(report),
    changed: async (processes) => {
      try {
        await data.rememberProcesses(processes);
        // A study may have been loaded meanwhile: stack/running_demo.ts notes it there.
        const imported = (await readRunningDemo(data.path))?.imported ?? null;
        if (state === null) return;
        state = { ...state, imported: imported ?? state.imported, pids: supervisor.pids };
        await writeState(data, state);
      } catch (error) { // a full disk must not keep services from being restarted, or ended
        report.line(`What runs could not be noted in ${data.path}: ${sentenceOf(error)}`);
      }
    },
  });
  const ended = new AbortController();
  const stop = async () => {
    state = null;
    sayEnding();
    ended.abort();
    await supervisor.stop();
    await Deno.remove(demoStateFile(data.path)).catch(ignoreMissing);
    data.release();
  };
  try {
    signal.throwIfAborted();
    await ensurePackages(options.browser ? "browser" : null, (line) => report.line(line));
    const plan = await makePlan(options, data);
    sayWhoRuns(data, report);
    const place = await bringUp({
      ...{ options, plan, supervisor, report },
      signal: AbortSignal.any([signal, ended.signal]),
    });
    const startedInSeconds = Math.round((performance.now() - begun) / 100) / 10;
    state = { ...place, pids: supervisor.pids, startedInSeconds };
    outlive();
    await writeState(data, state);
    if (!signal.aborted) data.say("running");
    watchRoom(data.path, (line) => report.line(line), ended.signal);
    return { state, stop };
  } catch (error) {
    await stop();
    signal.throwIfAborted(); // what was cut off then fails too, and is not the reason
    throw error;
  }
}

function writeState(data: DataFolder, state: DemoState): Promise<void> {
  return writePrivate(demoStateFile(data.path), state);
}

async function makePlan(options: DemoOptions, data: DataFolder): Promise<StackPlan> {
  const secrets = await openSecrets(data.folder("secrets"), data.account);
  const ports = planPorts(options.basePort);
  const elsewhere = { fhir: options.fhir, openemr: options.openemr, given: Deno.env.toObject() };
  const publicUrl = options.tls
    ? `https://127.0.0.1:${ports.https}`
    : `http://127.0.0.1:${ports.nginx}`;
  return {
    data,
    deno: await openDenoRuntime(data),
    ports,
    secrets,
    elsewhere,
    environment: makeEnvironment({ ports, secrets, elsewhere, publicUrl }),
    certificate: options.tls ? await makeCertificate(data.folder("tls"), data.account) : null,
    openemrSeed: OPENEMR_SEED,
  };
}

interface BringUp {
  readonly options: DemoOptions;
  readonly plan: StackPlan;
  readonly supervisor: Supervisor;
  readonly report: Report;
  readonly signal: AbortSignal;
}

async function bringUp({ options, plan, supervisor, report, signal }: BringUp) {
  const { data, deno, secrets, environment } = plan;
  const startAll = (all: readonly Supervised[]) =>
    Promise.all(all.map((one) => supervisor.start(one)));
  const study = timed(report, "demo study", () => makeDemoStudyOnce(data, deno, signal));
  const viewer = timed(report, "viewer", prepareViewer);
  const build = timed(report, "pages", () => buildPages(signal));
  const preparations = Promise.all([study, viewer, build]);
  preparations.catch(() => {}); // reported where it is awaited
  await startAll([...stores(plan), ...neighbours(plan)]);
  signal.throwIfAborted();
  const settings = { ...Deno.env.toObject(), ...environment };
  const config = readConfig({
    ...environment,
    NEURONOVA_DATABASE_OWNER_PASSWORD_FILE: secrets.file("database_owner_password"),
  });
  const users = demoUsers(secrets);
  await timed(report, "schema and users", () => prepareDatabase(config.database, users));
  const [place] = await preparations;
  signal.throwIfAborted();
  await timed(report, "study in PACS", () => storeDemoStudy(data, config.orthanc, place));
  await startAll(programs(plan));
  signal.throwIfAborted();
  const { study: folder, as } = options;
  const imported = folder === null
    ? null
    : await timed(report, "own study", () => importStudy(deno, settings, { study: folder, as }));
  return {
    url: config.publicUrl,
    instance: config.instance,
    users,
    patient: { authority: DEMO_PATIENT.authority, mrn: DEMO_PATIENT.mrn, name: DEMO_PATIENT.name },
    study: { uid: place.studyUid, truth: place.truth },
    imported,
    fhir: { url: config.fhir.url, token: config.fhir.token ?? null },
    openemr: { url: config.openemr.url },
    ports: usedPorts(options, plan.ports),
    certificateAuthority: plan.certificate?.authority ?? null,
    demo: identityOf(Deno.pid) ?? { pid: Deno.pid, started: "", boot: "" },
  };
}

async function timed<T>(report: Report, name: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  const what = typeof result === "string" ? result : "ready";
  report.step(name, what, performance.now() - begun);
  return result;
}

function usedPorts(options: DemoOptions, ports: PortPlan): Partial<PortPlan> {
  const used: Partial<Record<keyof PortPlan, number>> = { ...ports };
  if (!options.tls) delete used.https;
  if (options.fhir !== null) delete used.fhir;
  if (options.openemr !== null) delete used.openemr;
  return used;
}

function sayWhoRuns(data: DataFolder, report: Report): void {
  if (data.account.drop !== "capabilities") return;
  report.line(
    `Only root can enter ${join(data.path, "..")}: services run as root without any capability. ` +
      "In a folder that others can enter (such as /srv) they run as nobody.",
  );
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
