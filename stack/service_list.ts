import { join } from "node:path";
import { makeOwnFolder, writeOwnFile } from "./account.ts";
import { type DataFolder, ROOT } from "./data_folder.ts";
import { type DenoRuntime, startDenoService, taskWords } from "./deno_runtime.ts";
import { type Elsewhere, SANDBOX } from "./environment.ts";
import { startMariadb } from "./mariadb.ts";
import { startNginx } from "./nginx.ts";
import { startOrthanc } from "./orthanc.ts";
import type { PortPlan } from "./port_plan.ts";
import { startRedis } from "./redis.ts";
import type { Secrets } from "./secrets.ts";
import type { Supervised } from "./supervise.ts";
import type { Certificate } from "./tls.ts";

/** Everything that the services of one stack are started with. */
export interface StackPlan {
  readonly data: DataFolder;
  readonly deno: DenoRuntime;
  readonly ports: PortPlan;
  readonly secrets: Secrets;
  readonly elsewhere: Elsewhere;
  /** Settings of portal and worker. */
  readonly environment: Readonly<Record<string, string>>;
  readonly certificate: Certificate | null;
  /** Patients that OpenEMR's sandbox begins with. */
  readonly openemrSeed: readonly Record<string, unknown>[];
}

/** What keeps data: nothing of ours has to run before these. */
export function stores({ data, ports, secrets }: StackPlan): Supervised[] {
  const { account } = data;
  return [
    {
      name: "mariadb",
      start: () =>
        startMariadb({
          dir: data.folder("mariadb"),
          port: ports.mariadb,
          account,
          log: data.log("mariadb"),
          database: {
            name: "neuronova",
            owner: { user: "neuronova_owner", password: secrets.read("database_owner_password") },
            app: { user: "neuronova_app", password: secrets.read("database_password") },
          },
        }),
    },
    {
      name: "redis",
      start: () =>
        startRedis({
          dir: data.folder("redis"),
          port: ports.redis,
          password: secrets.read("redis_password"),
          account,
          log: data.log("redis"),
        }),
    },
    {
      name: "orthanc",
      start: () =>
        startOrthanc({
          dir: data.folder("orthanc"),
          port: ports.orthanc,
          user: "neuronova",
          password: secrets.read("orthanc_password"),
          account,
          log: data.log("orthanc"),
        }),
    },
  ];
}

/** The hospital's systems, unless they are elsewhere. */
export function neighbours(plan: StackPlan): Supervised[] {
  return [
    ...(plan.elsewhere.fhir === null ? [fhirServer(plan)] : []),
    ...(plan.elsewhere.openemr === null ? [openEmr(plan)] : []),
  ];
}

function fhirServer({ data, deno, ports, secrets }: StackPlan): Supervised {
  const dir = data.folder("fhir");
  const file = join(data.folder("secrets"), "fhir.json");
  return {
    name: "fhir",
    start: async () => {
      const token = secrets.read("fhir_token");
      await makeOwnFolder(dir, data.account);
      await writeOwnFile(file, JSON.stringify({ token }), data.account);
      return await startDenoService(data, deno, {
        name: "fhir",
        port: ports.fhir,
        args: [
          ...neighbourFlags(dir, [file]),
          ...["stack/fhir.ts", "--port", String(ports.fhir), "--dir", dir, "--secrets", file],
        ],
        readyAt: `http://127.0.0.1:${ports.fhir}/fhir/metadata`,
      });
    },
  };
}

function openEmr({ data, deno, ports, secrets, openemrSeed }: StackPlan): Supervised {
  const dir = data.folder("openemr");
  const file = join(data.folder("secrets"), "openemr.json");
  const seed = join(data.folder("secrets"), "openemr_seed.json");
  return {
    name: "openemr",
    start: async () => {
      const clientSecret = secrets.read("openemr_client_secret");
      await makeOwnFolder(dir, data.account);
      const account = { ...SANDBOX, clientSecret, password: secrets.read("openemr_password") };
      await writeOwnFile(file, JSON.stringify(account), data.account);
      await writeOwnFile(seed, JSON.stringify(openemrSeed), data.account);
      return await startDenoService(data, deno, {
        name: "openemr",
        port: ports.openemr,
        args: [
          ...neighbourFlags(dir, [file, seed]),
          ...["stack/openemr.ts", "--port", String(ports.openemr), "--dir", dir],
          ...["--account", file, "--seed", seed],
        ],
        readyAt: `http://127.0.0.1:${ports.openemr}/apis/default/fhir/metadata`,
      });
    },
  };
}

function neighbourFlags(dir: string, files: readonly string[]): string[] {
  return [
    ...["run", "--cached-only", "--no-prompt", "--allow-net=127.0.0.1"],
    `--allow-read=${[ROOT, dir, ...files].join(",")}`,
    `--allow-write=${dir}`,
  ];
}

/** NeuroNova itself and its door. */
export function programs(plan: StackPlan): Supervised[] {
  const { data, deno, ports, environment: env } = plan;
  return [
    {
      name: "portal",
      start: async () =>
        await startDenoService(data, deno, {
          name: "portal",
          port: ports.portal,
          args: await taskWords("start"),
          env,
          readyAt: `http://127.0.0.1:${ports.portal}/health/live`,
        }),
    },
    {
      name: "worker",
      start: async () =>
        await startDenoService(data, deno, {
          name: "worker",
          port: ports.worker,
          args: await taskWords("worker"),
          env,
          readyAt: `http://127.0.0.1:${ports.worker}/health/live`,
          stopMs: 15_000,
        }),
    },
    { name: "nginx", start: () => startGate(plan) },
  ];
}

function startGate({ data, ports, secrets, certificate }: StackPlan) {
  return startNginx({
    dir: data.folder("nginx"),
    port: ports.nginx,
    account: data.account,
    log: data.log("nginx"),
    accessLog: data.log("nginx-access"),
    portal: ports.portal,
    orthanc: ports.orthanc,
    orthancUser: "neuronova",
    orthancPasswordFile: secrets.file("orthanc_password"),
    viewer: join(ROOT, "static", "ohif"),
    ...(certificate === null ? {} : { tls: { port: ports.https, ...certificate } }),
  });
}
