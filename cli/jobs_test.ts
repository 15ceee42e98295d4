import assert from "node:assert/strict";
import { sharedRedis, testDatabase } from "../tests/shared_servers.ts";
import { addTestStudy } from "../tests/flows/inference_rows.ts";
import type { Database } from "../lib/database/connect.ts";
import { cli, settings } from "./test_terminal.ts";

const STUDY = "1.2.840.1";

async function withStudy(
  body: (db: Database, environment: Record<string, string>) => Promise<void>,
): Promise<void> {
  await using database = await testDatabase();
  const redis = sharedRedis();
  const environment = settings(database.config, {
    NEURONOVA_REDIS_PORT: String(redis.port),
    NEURONOVA_REDIS_PASSWORD: redis.password ?? "",
    NEURONOVA_QUEUE_PREFIX: redis.prefix,
  });
  await addTestStudy(database.db, STUDY);
  await body(database.db, environment);
}

/** Id of the first model that draws tumours. */
async function firstModel(environment: Record<string, string>): Promise<string> {
  const { exit, json } = await cli(environment, "model list --json");
  assert.equal(exit, 0);
  return json.models.find(({ queue }: { queue: string }) => queue === "tumour-segmentation").id;
}

Deno.test("`model list` names the shipped packs, and a refused one with its reason", () =>
  withStudy(async (_db, environment) => {
    const model = await firstModel(environment);
    const { out } = await cli(environment, "model list");
    assert.match(out, new RegExp(`^id .*\\n(.*\\n)*${model} `));
    const folder = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${folder}/broken`);
      const bad = { ...environment, NEURONOVA_MODELS_DIR: folder };
      const { exit, json } = await cli(bad, "model list --json");
      assert.equal(exit, 1);
      assert.deepEqual([json.models, json.refused[0].code], [[], "model_broken"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }));

Deno.test("`inference run` asks in the name of a user who cannot sign in, and once while it runs", () =>
  withStudy(async (db, environment) => {
    const line = `inference run ${STUDY} --model ${await firstModel(environment)} --json`;
    const first = await cli(environment, line);
    assert.deepEqual([first.exit, first.json.state], [0, "requested"]);
    const second = await cli(environment, line);
    assert.equal(second.json.id, first.json.id);
    const users = await db.selectFrom("users").selectAll().execute();
    assert.equal(users.length, 1);
    assert.ok(users[0]?.disabled_at);
    const outbox = await db.selectFrom("outbox").selectAll().execute();
    assert.equal(outbox.length, 1);
  }));

Deno.test("`inference run --wait` ends with the reading's end, and says what it needs", () =>
  withStudy(async (db, environment) => {
    const line = `inference run ${STUDY} --model ${await firstModel(environment)} --wait --json`;
    const waiting = cli(environment, line);
    const end = async () => {
      const values = {
        state: "needs_input",
        code: "sequence_missing",
        facts: JSON.stringify({ sequences: "T1c" }),
      } as const;
      const { numUpdatedRows } = await db.updateTable("inferences").set(values)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    };
    while (!await end()) await new Promise((resolve) => setTimeout(resolve, 20));
    const { exit, json } = await waiting;
    assert.deepEqual([exit, json.state, json.code], [3, "needs_input", "sequence_missing"]);
    assert.equal(json.message, "This study has no T1c.");
    for (const field of ["id", "provider", "sequences", "seg", "sr", "volumes_mm3", "stages_ms"]) {
      assert.ok(field in json, field);
    }
  }));

Deno.test("`inference run --wait` gives up after its time and leaves the reading queued", () =>
  withStudy(async (_db, environment) => {
    const model = await firstModel(environment);
    const line = `inference run ${STUDY} --model ${model} --wait --timeout 0.1 --json`;
    const { exit, json } = await cli(environment, line);
    assert.deepEqual([exit, json.state], [1, "requested"]);
  }));

Deno.test("`inference run` refuses an unknown model and a study the PACS cannot be asked about", () =>
  withStudy(async (_db, environment) => {
    const unknown = await cli(environment, `inference run ${STUDY} --model nothing --json`);
    assert.deepEqual([unknown.exit, unknown.json.code], [1, "model_unknown"]);
    const model = await firstModel(environment);
    const away = await cli(environment, `inference run 1.2.3 --model ${model} --json`);
    assert.deepEqual([away.exit, away.json.code], [1, "orthanc_unavailable"]);
    assert.equal((await cli(environment, `inference run ${STUDY}`)).exit, 2);
  }));

Deno.test("`job list`, `job cancel` and `job retry` move a reading by the legal moves alone", () =>
  withStudy(async (db, environment) => {
    const model = await firstModel(environment);
    const { json: { id } } = await cli(
      environment,
      `inference run ${STUDY} --model ${model} --json`,
    );
    const listed = await cli(environment, "job list --json");
    assert.deepEqual(listed.json.jobs.map((job: { id: string }) => job.id), [id]);
    assert.equal((await cli(environment, `job cancel ${id} --json`)).json.state, "cancelled");
    const twice = await cli(environment, `job cancel ${id} --json`);
    assert.deepEqual([twice.exit, twice.json.code], [1, "inference_state_illegal"]);
    assert.equal((await cli(environment, "job list --state queued --json")).json.total, 0);
    assert.equal((await cli(environment, `job retry ${id} --json`)).json.state, "queued");
    assert.equal((await cli(environment, "job list --state queued --json")).json.total, 1);
    for (const line of ["job retry none --json", "job cancel none --json"]) {
      const { json } = await cli(environment, line);
      assert.deepEqual([json.code, json.message], ["not_found", "There is no such reading."]);
    }
    assert.equal((await cli(environment, "job list --state odd")).exit, 2);
    const audit = await db.selectFrom("audit").select("action").orderBy("id").execute();
    assert.ok(audit.some(({ action }) => action === "inference.cancel"));
  }));

Deno.test("`job cancel` works while Redis is away", () =>
  withStudy(async (_db, environment) => {
    const model = await firstModel(environment);
    const { json: { id } } = await cli(
      environment,
      `inference run ${STUDY} --model ${model} --json`,
    );
    const away = { ...environment, NEURONOVA_REDIS_PORT: "9" };
    const { exit, json } = await cli(away, `job cancel ${id} --json`);
    assert.deepEqual([exit, json.state], [0, "cancelled"]);
  }));
