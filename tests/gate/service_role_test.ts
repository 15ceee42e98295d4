// What a program signs in as: the role "service", through the gate (nginx/, started by
// stack/nginx.ts). It reads and stores images of every study and asks for readings; what a person
// has to decide, whom one may look up and how the queues stand is not for it.
import assert from "node:assert/strict";
import { addUser } from "../../lib/session/users.ts";
import { startSite } from "../browser/site.ts";
import { MODEL } from "../flows/inference_worker.ts";
import { PASSWORD } from "../flows/portal.ts";
import { KIM } from "../neighbours/neighbours.ts";

Deno.test("a service reads every study and asks for readings, and may nothing else", async (t) => {
  await using site = await startSite();
  const { stack, origin } = site;
  await addUser(stack.connections.db, { name: "robot", role: "service", password: PASSWORD });
  const studies = [await stack.addStudy({ edge: 4 }), await stack.addStudy({ edge: 4 })];
  const [study] = studies;
  assert.ok(study);
  const web = `${origin}/orthanc/dicom-web/studies`;
  const json = { "content-type": "application/json" };
  const opened = await fetch(`${origin}/api/session`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ user: "robot", password: PASSWORD }),
  });
  const headers = { authorization: `Bearer ${(await opened.json()).access}` };
  const get = (address: string) => fetch(address, { headers });
  const post = (path: string, body: unknown = {}) =>
    fetch(`${origin}${path}`, {
      method: "POST",
      headers: { ...headers, ...json },
      body: JSON.stringify(body),
    });
  const statusOf = async (answer: Promise<Response>) => {
    const response = await answer;
    await response.body?.cancel();
    return response.status;
  };

  await t.step("images of all studies, and the list of them", async () => {
    const list = await (await get(web)).json();
    assert.equal(list.length, studies.length);
    for (const { studyUid } of studies) {
      assert.equal(await statusOf(get(`${web}/${studyUid}/metadata`)), 200);
    }
  });

  await t.step("it may store images", async () => {
    const file = study.series[0]?.files[0];
    assert.ok(file);
    const head = "--b\r\nContent-Type: application/dicom\r\n\r\n";
    const response = await fetch(web, {
      method: "POST",
      headers: {
        ...headers,
        "content-type": 'multipart/related; type="application/dicom"; boundary=b',
        accept: "application/dicom+json",
      },
      body: new Blob([head, file, "\r\n--b--\r\n"]),
    });
    assert.equal(response.status, 200, await response.text());
  });

  let reading = "";
  await t.step("it asks for a reading, sees it, follows it, cancels it, asks again", async () => {
    const asked = await post("/api/inferences", { study: study.studyUid, model: MODEL });
    assert.equal(asked.status, 202);
    reading = `/api/inferences/${(await asked.json()).id}`;
    assert.equal((await (await get(origin + reading)).json()).state, "requested");
    const events = await get(`${origin}${reading}/events`);
    assert.equal(events.status, 200);
    assert.match(events.headers.get("content-type") ?? "", /^text\/event-stream/);
    await events.body?.cancel();
    assert.equal((await (await post(`${reading}/cancel`)).json()).state, "cancelled");
    assert.equal(await statusOf(post(`${reading}/retry`)), 202);
  });

  await t.step("it decides nothing, looks nobody up and sees no jobs", async () => {
    const decision = { decision: "accepted", reason: "" };
    assert.equal(await statusOf(post(`${reading}/decision`, decision)), 403);
    assert.equal(await statusOf(post("/api/patients/lookup", { mrn: KIM.pubpid })), 403);
    assert.equal(await statusOf(get(`${origin}/jobs`)), 403);
    const inference = reading.split("/").at(-1) ?? "";
    assert.equal(await statusOf(post("/jobs/cancel", { id: inference })), 403);
    assert.notEqual((await (await get(origin + reading)).json()).state, "cancelled");
  });
});
