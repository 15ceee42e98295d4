import assert from "node:assert/strict";
import { settings } from "../cli/test_terminal.ts";
import { makeStudy } from "../tests/fixtures/mr_study.ts";
import { testDatabase, testOrthanc } from "../tests/shared_servers.ts";
import { StackFault } from "./fault.ts";
import { importStudy } from "./studies.ts";

Deno.test("`importStudy()` says why nothing is loaded, and loads what can be", async () => {
  await using database = await testDatabase();
  await using orthanc = await testOrthanc();
  const environment = settings(database.config, {
    NEURONOVA_ORTHANC_URL: orthanc.config.url,
    NEURONOVA_ORTHANC_PASSWORD: orthanc.config.password,
  });
  const study = await Deno.makeTempDir();
  try {
    const deno = { path: Deno.execPath(), env: {} };
    const load = () => importStudy(deno, environment, { study, as: null });
    await assert.rejects(load(), (error) => {
      assert.ok(error instanceof StackFault);
      assert.match(error.message, /could not be loaded\.\n {2}The folder is empty\. Name a folder/);
      return true;
    });
    const { studyUid, series } = await makeStudy({ edge: 8, apart: 12, truncated: "t2" });
    for (const [n, file] of series.flatMap(({ files }) => files).entries()) {
      await Deno.writeFile(`${study}/${n}.dcm`, n === 0 ? file.subarray(0, 400) : file);
    }
    const { study: uid, refused } = await load();
    assert.equal(uid, studyUid);
    assert.ok(JSON.stringify(refused).includes("/0.dcm"));
  } finally {
    await Deno.remove(study, { recursive: true });
  }
});
