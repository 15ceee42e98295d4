import assert from "node:assert/strict";
import { readConfig } from "../lib/config/config.ts";
import { identityOf, type ProcessIdentity } from "../stack/process_identity.ts";
import { settingsOf } from "./demo_settings.ts";

/** A data folder as a demo leaves it; `demo` is the process that keeps the demo up. */
async function withDemo(
  demo: ProcessIdentity | null,
  body: (data: string) => Promise<void>,
): Promise<void> {
  const data = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${data}/secrets`);
    for (
      const [name, value] of Object.entries({
        session_key: "A".repeat(43),
        database_password: "the database's password",
        database_owner_password: "the owner's password",
        redis_password: "the password of Redis",
        orthanc_password: "the password of Orthanc",
        fhir_token: "the token of FHIR",
        openemr_client_secret: "the client's secret",
        openemr_password: "the password of OpenEMR",
      })
    ) await Deno.writeTextFile(`${data}/secrets/${name}`, value);
    const state = {
      url: "http://127.0.0.1:9000",
      instance: "abcd1234",
      fhir: { url: "http://127.0.0.1:9005/fhir", token: null },
      openemr: { url: "http://127.0.0.1:9006" },
      ports: { nginx: 9000, portal: 9001, mariadb: 9003, fhir: 9005, openemr: 9006 },
      demo,
    };
    await Deno.writeTextFile(`${data}/demo.json`, JSON.stringify(state));
    await body(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test("`settingsOf()` gives the settings of the demo that runs on a folder", () =>
  withDemo(identityOf(Deno.pid), async (data) => {
    const words = ["user", "list", "--data", data, "--json"];
    const { args, environment } = await settingsOf(words, { PATH: "/bin" });
    assert.deepEqual(args, ["user", "list", "--json"]);
    const config = readConfig(environment);
    assert.deepEqual([config.instance, config.port], ["abcd1234", 9001]);
    assert.equal(config.database.port, 9003);
    assert.equal(config.database.ownerPassword, "the owner's password");
  }));

Deno.test("`settingsOf()` leaves an environment alone that has settings of its own", () =>
  withDemo(identityOf(Deno.pid), async (data) => {
    const own = { NEURONOVA_DATABASE_PASSWORD_FILE: "x" };
    assert.equal((await settingsOf(["doctor"], own)).environment, own);
    const named = await settingsOf(["doctor", "--data", data], own);
    assert.notEqual(named.environment, own);
  }));

Deno.test("`settingsOf()` takes nothing from a demo that has ended", () =>
  withDemo({ pid: Deno.pid, started: "0", boot: "another" }, async (data) => {
    const environment = { PATH: "/bin" };
    assert.equal((await settingsOf(["--data", data], environment)).environment, environment);
  }));
