import assert from "node:assert/strict";
import { sql } from "kysely";
import { readConfig } from "../lib/config/config.ts";
import { connectDatabase } from "../lib/database/connect.ts";
import { serviceAccount } from "../stack/account.ts";
import { makeCertificate } from "../stack/tls.ts";
import { sharedMariadb, sharedRedis, testDatabase, testOrthanc } from "../tests/shared_servers.ts";
import { healthOf } from "./doctor/disk.ts";
import { gateCheck } from "./doctor/own_parts.ts";
import { cli, SEED, settings } from "./test_terminal.ts";

interface Found {
  readonly name: string;
  readonly ok: boolean;
  readonly version: string | null;
  readonly detail: string | null;
  readonly action: string | null;
}

async function doctor(environment: Record<string, string>) {
  const { exit, json } = await cli(environment, "doctor --json");
  const checks: Found[] = json.checks;
  const of = (name: string): Found => {
    const found = checks.find((check) => check.name === name);
    assert.ok(found, name);
    return found;
  };
  return { exit, ok: json.ok, checks, of };
}

/** A server on loopback that answers every path with what `answers` has for it, else 404. */
function serve(answers: Readonly<Record<string, () => Response>>) {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname } = new URL(request.url);
    return answers[pathname]?.() ?? new Response(null, { status: 404 });
  });
}

Deno.test("`doctor` finds every part well, with versions, and exits 0", async () => {
  await using database = await testDatabase();
  await using orthanc = await testOrthanc();
  const redis = sharedRedis();
  const statement = { resourceType: "CapabilityStatement", fhirVersion: "4.0.1" };
  const images = "/orthanc/dicom-web/studies/1.2.3/series";
  await using house = serve({
    "/health/live": () => new Response("ok"),
    [images]: () => new Response(null, { status: 401 }),
    "/fhir/metadata": () => Response.json({ ...statement, software: { version: "9.1" } }),
    "/oauth2/default/token": () => Response.json({ access_token: "x", expires_in: 3600 }),
  });
  const { port } = house.addr;
  const { exit, ok, checks, of } = await doctor(settings(database.config, {
    NEURONOVA_REDIS_PORT: String(redis.port),
    NEURONOVA_REDIS_PASSWORD: redis.password ?? "",
    NEURONOVA_ORTHANC_URL: orthanc.config.url,
    NEURONOVA_ORTHANC_PASSWORD: orthanc.config.password,
    NEURONOVA_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NEURONOVA_PORT: String(port),
    NEURONOVA_WORKER_PORT: String(port),
    NEURONOVA_FHIR_URL: `http://127.0.0.1:${port}/fhir`,
    NEURONOVA_OPENEMR_URL: `http://127.0.0.1:${port}`,
  }));
  assert.deepEqual(checks.filter((check) => !check.ok), []);
  assert.deepEqual([exit, ok], [0, true]);
  assert.match(of("database").version ?? "", /MariaDB/);
  assert.match(of("orthanc").version ?? "", /^1\./);
  assert.equal(of("fhir").version, "9.1");
  assert.equal(of("audit rights").detail, "INSERT and SELECT only");
});

Deno.test("`doctor` names every part that is away and what to do, and exits 1", async () => {
  await using database = await testDatabase();
  const { exit, of } = await doctor(settings(database.config));
  assert.equal(exit, 1);
  for (const name of ["redis", "orthanc", "fhir", "openemr", "gate", "portal", "worker"]) {
    const { ok, action, detail } = of(name);
    assert.equal(ok, false, name);
    assert.ok(action && detail, name);
  }
  for (const name of ["database", "schema", "audit rights", "models", "disk (models)"]) {
    assert.ok(of(name).ok, name);
  }
});

Deno.test("`doctor` finds an open gate, a wrong FHIR version and broken settings", async () => {
  await using database = await testDatabase();
  await using house = serve({
    "/health/live": () => new Response("ok"),
    "/orthanc/dicom-web/studies/1.2.3/series": () => new Response("[]"),
    "/fhir/metadata": () =>
      Response.json({ resourceType: "CapabilityStatement", fhirVersion: "5.0.0" }),
  });
  const { port } = house.addr;
  const environment = settings(database.config, {
    NEURONOVA_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NEURONOVA_FHIR_URL: `http://127.0.0.1:${port}/fhir`,
  });
  const { of } = await doctor(environment);
  assert.match(of("gate").detail ?? "", /answered 200/);
  assert.match(of("fhir").detail ?? "", /FHIR 5/);
  const broken = await cli({ ...environment, NEURONOVA_PORT: "x" }, "doctor --json");
  assert.deepEqual([broken.exit, broken.json.code], [1, "config_invalid"]);
});

Deno.test("`doctor` finds an account that could rewrite the audit", async () => {
  await using database = await testDatabase();
  const { config } = database;
  const { port, user, password } = sharedMariadb();
  const admin = connectDatabase({ ...config, port, user, password });
  try {
    await sql`GRANT UPDATE ON ${sql.table(`${config.name}.audit`)} TO ${sql.lit(config.user)}@'%'`
      .execute(admin);
  } finally {
    await admin.destroy();
  }
  const { of } = await doctor(settings(config));
  assert.equal(of("audit rights").ok, false);
});

Deno.test("`doctor` looks at the disk of the models, and fails where it is full", async () => {
  await using database = await testDatabase();
  // Nothing is ever free on proc, which every Linux has.
  const { exit, checks, of } = await doctor(settings(database.config, {
    NEURONOVA_MODELS_DIR: "/proc/self",
  }));
  assert.equal(exit, 1);
  assert.deepEqual(of("disk (models)").ok, false);
  assert.match(of("disk (models)").detail ?? "", /^0 MB free at \/proc\/self$/);
  assert.match(of("disk (models)").action ?? "", /^Free some space there/);
  assert.equal(checks[0]?.name, "disk (models)");
});

/** What a demo leaves for the command line; nothing of it runs. */
async function writeDemo(data: string): Promise<void> {
  const state = {
    url: "http://127.0.0.1:9",
    instance: "test",
    ports: { fhir: 9, openemr: 9 },
    fhir: { url: "http://127.0.0.1:9/fhir" },
    openemr: { url: "http://127.0.0.1:9" },
  };
  const secrets = ["database_password", "redis_password", "orthanc_password", "fhir_token"]
    .concat("session_key", "openemr_client_secret", "openemr_password", "database_owner_password");
  await Deno.writeTextFile(`${data}/demo.json`, JSON.stringify(state));
  await Deno.mkdir(`${data}/secrets`);
  for (const name of secrets) await Deno.writeTextFile(`${data}/secrets/${name}`, SEED);
}

Deno.test("`doctor` names the disk of the demo's data where it works with a demo's settings", async () => {
  const data = await Deno.makeTempDir();
  try {
    await writeDemo(data);
    const { json } = await cli({}, `doctor --data ${data} --json`);
    const [first, second] = json.checks as Found[];
    assert.deepEqual([first?.name, second?.name], ["disk (data)", "disk (models)"]);
    assert.ok(first?.detail?.endsWith(`free at ${data}`), first?.detail ?? "");
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("a disk is low under 1 GB, which is a warning, and full under 200 MB", () => {
  assert.deepEqual(healthOf(57.71e9, "/d"), { detail: "57.7 GB free at /d" });
  const { detail, warning } = healthOf(999e6, "/d");
  assert.equal(detail, "only 999 MB free at /d");
  assert.ok(warning);
  assert.throws(() => healthOf(199e6, "/d"), /^Error: 199 MB free at \/d$/);
});

Deno.test("`doctor` trusts the authority of the demo it looks at, and no other", async () => {
  await using database = await testDatabase();
  const dir = await Deno.makeTempDir();
  const account = serviceAccount(dir);
  const { authority, certificate, key } = await makeCertificate(`${dir}/tls`, account);
  const demo = { certificateAuthority: authority };
  await Deno.writeTextFile(`${dir}/demo.json`, JSON.stringify(demo));
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    cert: await Deno.readTextFile(certificate),
    key: await Deno.readTextFile(key),
    onListen: () => {},
  }, ({ url }) => new Response(null, { status: url.endsWith("/health/live") ? 200 : 401 }));
  const config = readConfig(settings(database.config, {
    NEURONOVA_PUBLIC_URL: `https://127.0.0.1:${server.addr.port}`,
  }));
  const signal = AbortSignal.timeout(5000);
  const found = await gateCheck(config, dir).ask(signal);
  assert.equal(found.detail, "images need a session");
  await assert.rejects(gateCheck(config, null).ask(signal), TypeError);
  await server.shutdown();
  await Deno.remove(dir, { recursive: true });
});
