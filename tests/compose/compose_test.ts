import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { BUILD_ONLY } from "../../deploy/app/trim.ts";
import { configSchema, readConfig, SECRET_NAMES } from "../../lib/config/config.ts";
import { readSources, type Source } from "../architecture/sources.ts";
import { readCompose, readDockerfile, readText, type Service } from "./compose_file.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const compose = await readCompose();
const stages = await readDockerfile();
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build !== undefined);
const app = own.filter(([, { build }]) => build?.target === "app");

/** Compose's own tag: a list that replaces the one below it. */
const OVERRIDE = { tag: "!override", collection: "seq" } as const;

function serviceOf(name: string): Service {
  const found = compose.services[name];
  assert.ok(found, `there is no service ${name}`);
  return found;
}

async function makeSecrets(folder: string): Promise<string[]> {
  const { success } = await new Deno.Command("sh", {
    args: [`${root}deploy/make_secrets`, folder],
    stdout: "null",
  }).output();
  assert.ok(success);
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

async function withSecrets(work: (folder: string, names: string[]) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    work(folder, await makeSecrets(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("compose.yaml has the services of the architecture", () => {
  const wanted = "nginx portal worker orthanc fhir_server db redis openemr".split(" ");
  for (const name of wanted) serviceOf(name);
  assert.deepEqual(serviceOf("openemr").profiles, ["full"]);
  assert.equal(serviceOf("portal").image, serviceOf("worker").image);
  assert.notDeepEqual(serviceOf("portal").command, serviceOf("worker").command);
});

Deno.test("every app service gives lib/config what it wants, and nothing that it does not know", async () => {
  await withSecrets((folder) => {
    for (const [name, { environment, secrets }] of app) {
      const given = Object.entries(environment).map(([key, value]) => {
        const secret = /^\/run\/secrets\/(.+)$/.exec(String(value))?.[1];
        if (secret !== undefined) assert.ok(secrets.includes(secret), `${name} lacks ${secret}`);
        return [key, secret === undefined ? String(value) : `${folder}/${secret}`];
      });
      readConfig(Object.fromEntries(given)); // throws with every unknown or missing name
    }
  });
  assert.equal(app.length, 3);
});

Deno.test("no secret stands in the file: each comes as a file, to those who need it", () => {
  for (const [name, { environment }] of services) {
    for (const key of Object.keys(environment)) {
      assert.ok(!SECRET_NAMES.some((secret) => secret === key), `${name} has ${key}`);
      assert.doesNotMatch(key, /(PASSWORD|PASS|SECRET|KEY|TOKEN)$/i, `${name} has ${key}`);
    }
  }
  const holders = services.filter(([, { secrets }]) => secrets.includes("database_owner_password"));
  assert.deepEqual(holders.map(([name]) => name).sort(), ["db", "migrate"]);
});

Deno.test("deploy/make_secrets makes exactly the secrets of compose.yaml, closed to others", async () => {
  await withSecrets((folder, names) => {
    assert.deepEqual(names, Object.keys(compose.secrets).sort());
    assert.equal((Deno.statSync(folder).mode ?? 0) & 0o777, 0o700);
    for (const name of names) {
      assert.equal(compose.secrets[name]?.file, `./secrets/${name}`);
      assert.equal((Deno.statSync(`${folder}/${name}`).mode ?? 0) & 0o777, 0o444);
      assert.match(Deno.readTextFileSync(`${folder}/${name}`), /^[\w-]{43}$/);
    }
  });
});

Deno.test("nginx is the only door, on this machine's own address unless another is named", () => {
  for (const [name, { ports, networks, network_mode }] of services) {
    assert.equal(network_mode, undefined, name);
    if (name === "nginx") continue;
    assert.deepEqual(ports ?? [], [], name);
    assert.deepEqual(networks, ["inner"], name);
  }
  assert.deepEqual(serviceOf("nginx").ports, ["127.0.0.1:8080:8080"]);
  assert.equal(compose.networks.inner?.internal, true);
});

Deno.test("every service of ours, and the FHIR server, is hardened", () => {
  for (const [name, one] of services.filter(([name]) => name !== "openemr")) {
    assert.equal(one.read_only, true, name);
    assert.equal(one.init, true, name);
    assert.deepEqual(one.cap_drop, ["ALL"], name);
    assert.equal(one.cap_add, undefined, name);
    assert.match(one.user ?? "", /^[1-9]\d+:[1-9]\d+$/, name);
    assert.ok((one.pids_limit ?? 0) > 0, name);
    if (name !== "migrate") assert.match(one.mem_limit ?? "", /^\d+[mg]$/, name);
  }
  for (const [name, one] of services) {
    assert.deepEqual(one.security_opt, ["no-new-privileges:true"], name);
    assert.equal(one.privileged, undefined, name);
    assert.equal(one.restart, name === "migrate" ? "on-failure" : "always", name);
  }
});

Deno.test("everything that runs is asked whether it is well; HAPI's image cannot ask itself", () => {
  const silent = services.filter(([, { healthcheck }]) => healthcheck === undefined);
  // x-app has none of its own: a one-shot is done when it has ended.
  assert.deepEqual(silent.map(([name]) => name).sort(), ["fhir_server", "migrate"]);
  const conditions = services.flatMap(([, { depends_on }]) => Object.entries(depends_on));
  for (const [name, { condition }] of conditions) {
    const wanted = name === "migrate" ? "service_completed_successfully" : "service_healthy";
    assert.equal(condition, wanted, name);
  }
});

Deno.test("every named volume is declared and every declared one is used", () => {
  const used = services.flatMap(([, { volumes }]) => volumes.map((one) => one.split(":")[0] ?? ""));
  assert.deepEqual([...new Set(used)].sort(), Object.keys(compose.volumes).sort());
});

Deno.test("the overrides change services that exist; only TLS asks for secrets of the hospital's", async () => {
  for (const name of ["compose.gpu.yaml", "compose.tls.yaml", "deploy/check/sandbox.yaml"]) {
    const override = parse(await readText(name), { customTags: [OVERRIDE], logLevel: "error" });
    for (const service of Object.keys(override.services)) serviceOf(service);
    const secrets = name === "compose.tls.yaml" ? ["tls_certificate", "tls_key"] : [];
    assert.deepEqual(Object.keys(override.secrets ?? {}), secrets, name);
  }
});

Deno.test("the Dockerfile starts from BASE alone and asks no registry for anything else", async () => {
  assert.match(await readText("Dockerfile"), /^ARG BASE=debian:bookworm-slim$/m);
  for (const [n, { name, from }] of stages.entries()) {
    const earlier = stages.slice(0, n).map((stage) => stage.name);
    assert.ok(from === "${BASE}" || earlier.includes(from), `${name} starts from ${from}`);
  }
  assert.doesNotMatch(await readText("Dockerfile"), /^# *syntax *=|@sha256:|amd64|x86_64/m);
});

Deno.test("each image's stage exists, runs as the user of compose.yaml, and copies what is there", async () => {
  for (const [name, { build, user, expose = [] }] of own) {
    const stage = stages.find((one) => one.name === build?.target);
    assert.ok(stage, `${name}: no stage ${build?.target}`);
    assert.equal(stage.steps.findLast(({ word }) => word === "USER")?.rest, user, name);
    const exposed = stage.steps.filter(({ word }) => word === "EXPOSE").map(({ rest }) => rest);
    for (const port of expose) assert.ok(exposed.includes(port), `${name}: ${port}`);
  }
  for (const { name, steps } of stages) {
    for (const { rest } of steps.filter(({ word }) => word === "COPY")) {
      if (rest.includes("--from=")) continue;
      const sources = rest.split(/\s+/).filter((one) => !one.startsWith("--")).slice(0, -1);
      for (const source of sources) await Deno.stat(root + source).catch(() => assert.fail(name));
    }
  }
});

Deno.test("nginx/ and Orthanc's configuration are the native stack's very files", async () => {
  const copies = (stage: string) =>
    stages.find(({ name }) => name === stage)?.steps.filter(({ word }) => word === "COPY")
      .map(({ rest }) => rest) ?? [];
  assert.ok(copies("nginx").includes("nginx /etc/neuronova/nginx"));
  assert.ok(copies("orthanc").includes("stack/orthanc.json /etc/neuronova/orthanc.json"));
  assert.match(await readText("deploy/nginx/start"), /^\/etc\/neuronova\/nginx\/prepare /m);
  assert.match(await readText("deploy/orthanc/start"), /ln -sf \/etc\/neuronova\/orthanc\.json /);
  assert.match(await readText("stack/nginx.ts"), /\.\.\/nginx\/prepare/);
  assert.match(await readText("stack/orthanc.ts"), /\.\/orthanc\.json/);
});

Deno.test("the ports agree from one end to the other", async () => {
  const standard = (name: keyof typeof configSchema.shape) =>
    String(configSchema.shape[name].safeParse(undefined).data);
  const health = (name: string) => String(serviceOf(name).healthcheck?.test);
  const portal = standard("NEURONOVA_PORT");
  const start = await readText("deploy/nginx/start");
  assert.match(start, /LISTEN=8080 /);
  assert.match(start, new RegExp(`PORTAL=portal:${portal} ORTHANC=orthanc:8042 `));
  assert.match(health("nginx"), /127\.0\.0\.1:8080\//);
  assert.match(health("portal"), new RegExp(`127\\.0\\.0\\.1:${portal}/`));
  assert.match(health("worker"), new RegExp(`:${standard("NEURONOVA_WORKER_PORT")}/`));
  assert.deepEqual(serviceOf("portal").expose, [portal]);
  assert.deepEqual(serviceOf("db").expose, [standard("NEURONOVA_DATABASE_PORT")]);
  assert.deepEqual(serviceOf("redis").expose, [standard("NEURONOVA_REDIS_PORT")]);
  const { environment } = serviceOf("portal");
  for (const [name, key] of [["orthanc", "ORTHANC"], ["fhir_server", "FHIR"]] as const) {
    const { hostname, port } = new URL(String(environment[`NEURONOVA_${key}_URL`]));
    assert.deepEqual([hostname, serviceOf(name).expose], [name, [port]]);
  }
  assert.match(await readText("deploy/orthanc/start"), /"HttpPort": 8042/);
});

/** What a stage copies from the folder of the repository, as paths in it. */
function copiedBy(name: string): string[] {
  return stages.find((stage) => stage.name === name)?.steps
    .filter(({ word, rest }) => word === "COPY" && !rest.includes("--from="))
    .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1)) ?? [];
}

/** Every file that the given ones import at run time, themselves included. */
async function filesBehind(isEntry: (path: string) => boolean): Promise<Source[]> {
  const sources = new Map((await readSources()).map((source) => [source.path, source]));
  const seen = new Map<string, Source>();
  const open = [...sources.keys()].filter(isEntry);
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = sources.get(path);
    if (source === undefined || source.isTest || seen.has(path)) continue;
    seen.set(path, source);
    open.push(
      ...source.imports.filter(({ ours, typeOnly }) => ours && !typeOnly).map(({ to }) => to),
    );
  }
  return [...seen.values()];
}

function isCopied(path: string, copied: readonly string[]): boolean {
  return copied.some((one) => path === one || path.startsWith(`${one}/`));
}

Deno.test("what the app image leaves out is imported by nothing that runs in it", async () => {
  const entry = /^(serve\.ts|cli\.ts|workers\/(main|work)\.ts|(routes|islands)\/.*)$/;
  const files = await filesBehind((path) => entry.test(path));
  assert.ok(files.length > 100);
  for (const { path, imports } of files) {
    assert.ok(isCopied(path, copiedBy("trimmed")), `${path} is not in the app image`);
    for (const { to } of imports.filter(({ typeOnly }) => !typeOnly)) {
      const left = BUILD_ONLY.find((name) => to === name || to.startsWith(`${name}/`));
      assert.equal(left, undefined, `${path} imports ${to}`);
    }
  }
});

Deno.test("the viewer's stage has every file that builds the viewer", async () => {
  const files = await filesBehind((path) => path === "stack/ohif.ts");
  assert.ok(files.length > 3);
  for (const { path } of files) assert.ok(isCopied(path, copiedBy("viewer")), path);
});
