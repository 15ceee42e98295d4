import assert from "node:assert/strict";
import { testDatabase, testOrthanc } from "../tests/shared_servers.ts";
import { makeStudy } from "../tests/fixtures/mr_study.ts";
import { settings } from "./test_terminal.ts";

const root = new URL("../", import.meta.url);

/** The words of the task `cli` in deno.json, after "deno". */
async function taskWords(): Promise<string[]> {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const [deno, ...words] = tasks.cli.command.split(" ");
  assert.equal(deno, "deno");
  return words;
}

Deno.test("the task `cli` has a list of permissions, without writing, running or native code", async () => {
  const flags = (await taskWords()).filter((word) => word.startsWith("-"));
  assert.ok(flags.includes("--no-prompt"));
  for (const wide of ["-A", "--allow-all", "--allow-write", "--allow-run", "--allow-ffi"]) {
    assert.ok(!flags.some((flag) => flag.startsWith(wide)), wide);
  }
});

Deno.test("every command works with exactly those permissions", async () => {
  await using database = await testDatabase();
  await using orthanc = await testOrthanc();
  const folder = await Deno.makeTempDir();
  const { studyUid, series } = await makeStudy({ edge: 8, apart: 12 });
  for (const [n, file] of series.flatMap(({ files }) => files).entries()) {
    await Deno.writeFile(`${folder}/${n}`, file);
  }
  const environment = settings(database.config, {
    NEURONOVA_ORTHANC_URL: orthanc.config.url,
    NEURONOVA_ORTHANC_PASSWORD: orthanc.config.password,
  });
  const words = await taskWords();
  const run = async (line: string): Promise<[number, Record<string, unknown>, string]> => {
    const args = [...words, ...line.split(" "), "--json"];
    const command = new Deno.Command(Deno.execPath(), { args, cwd: root, env: environment });
    const { code, stdout, stderr } = await command.output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.ok(!/NotCapable|Requires .* access/.test(`${out}${err}`), `${line}: ${err}`);
    return [code, JSON.parse(out ?? ""), err ?? ""];
  };
  try {
    const [migrated] = await run("database migrate");
    const [added, user] = await run("user add kim --role clinician");
    const [assigned] = await run("user assign kim --mrn NN-1");
    const [imported, study] = await run(`study import ${folder}`);
    const [listed, models] = await run("model list");
    assert.deepEqual([migrated, added, assigned, imported, listed], [0, 0, 0, 0, 0]);
    assert.deepEqual([user["name"], study["study"]], ["kim", studyUid]);
    const [model] = models["models"] as { id: string }[];
    const [asked, reading] = await run(`inference run ${studyUid} --model tumour-own-4`);
    assert.ok(model && asked === 0, JSON.stringify(reading));
    const [cancelled] = await run(`job cancel ${reading["id"]}`);
    const [retried] = await run(`job retry ${reading["id"]}`);
    const [jobs] = await run("job list");
    const [disabled] = await run("user disable kim");
    assert.deepEqual([cancelled, retried, jobs, disabled], [0, 0, 0, 0]);
    const [sick, findings] = await run("doctor");
    const checks = findings["checks"] as { name: string; ok: boolean }[];
    const well = checks.filter(({ ok }) => ok).map(({ name }) => name);
    assert.equal(sick, 1);
    for (const name of ["database", "schema", "orthanc", "models", "disk (models)"]) {
      assert.ok(well.includes(name), name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
