import assert from "node:assert/strict";
import { readConfig } from "../lib/config/config.ts";
import { Fault } from "../lib/fault/fault.ts";
import { settingsOf } from "./demo_settings.ts";

/** A data folder as a running demo has it. */
async function withDemo(body: (data: string) => Promise<void>): Promise<void> {
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
    };
    await Deno.writeTextFile(`${data}/demo.json`, JSON.stringify(state));
    await body(data);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test("`settingsOf()` gives the settings of the demo that runs on the data folder", () =>
  withDemo(async (data) => {
    const environment = await settingsOf(null, { environment: { PATH: "/bin" }, dataFolder: data });
    const config = readConfig(environment);
    assert.deepEqual([config.instance, config.port], ["abcd1234", 9001]);
    assert.equal(config.database.port, 9003);
    assert.equal(config.database.ownerPassword, "the owner's password");
    assert.equal(config.fhir.url, "http://127.0.0.1:9005/fhir");
  }));

Deno.test("`settingsOf()` leaves settings alone unless a folder is named", () =>
  withDemo(async (data) => {
    const environment = { NEURONOVA_DATABASE_PASSWORD_FILE: "x" };
    const terminal = { environment, dataFolder: data };
    assert.equal(await settingsOf(null, terminal), environment);
    assert.equal((await settingsOf(data, terminal))["NEURONOVA_PORT"], "9001");
  }));

Deno.test("`settingsOf()` finds no demo where none runs, and says so where one was named", () =>
  withDemo(async (data) => {
    await Deno.remove(`${data}/demo.json`);
    const terminal = { environment: { PATH: "/bin" }, dataFolder: data };
    assert.equal(await settingsOf(null, terminal), terminal.environment);
    await assert.rejects(
      settingsOf(data, terminal),
      (error: unknown) => error instanceof Fault && error.code === "config_invalid",
    );
  }));
