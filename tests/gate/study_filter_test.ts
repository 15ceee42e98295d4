import assert from "node:assert/strict";
import { parseDicomwebUri } from "../../lib/access/dicomweb_uri.ts";
import { openOrthanc } from "../../lib/orthanc/orthanc.ts";
import { makeStudy } from "../fixtures/mr_study.ts";
import { testOrthanc } from "../shared_servers.ts";

Deno.test("every spelling that ties a search to one study does so in Orthanc too", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const one = await makeStudy({ key: "one", edge: 6 });
  const two = await makeStudy({ key: "two", edge: 6 });
  for (const { files } of [...one.series, ...two.series]) await orthanc.store(files);
  const { url, user, password } = server.config;
  const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}` };
  let tied = 0;
  for (const key of ["StudyInstanceUID", "0020000D", "studyinstanceuid", "0020000d", "0020,000D"]) {
    const uri = `/orthanc/dicom-web/studies?${key}=${one.studyUid}`;
    const request = parseDicomwebUri("GET", uri);
    if ("refused" in request || request.studyUid === null) continue;
    const found = await (await fetch(`${url}${uri}`, { headers })).json();
    assert.equal(found.length, 1, key);
    tied++;
  }
  assert.equal(tied, 2);
});
