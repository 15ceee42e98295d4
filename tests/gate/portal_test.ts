// The gate (nginx/, started by stack/nginx.ts) with the real portal behind it: who may see which image, by token, role and study.
import assert from "node:assert/strict";
import { addUser } from "../../lib/session/users.ts";
import { startSite } from "../browser/site.ts";
import { PASSWORD } from "../flows/portal.ts";

/** A JWS whose header or signature is not what was signed. */
function forged(token: string, kind: "signature" | "none"): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  if (kind === "signature") {
    const first = signature.startsWith("A") ? "B" : "A";
    return `${header}.${payload}.${first}${signature.slice(1)}`;
  }
  const none = new TextEncoder().encode('{"alg":"none","typ":"at+jwt"}')
    .toBase64({ alphabet: "base64url", omitPadding: true });
  return `${none}.${payload}.${signature}`;
}

Deno.test("through nginx, session, role and study decide about an image", async (t) => {
  await using site = await startSite();
  const { stack, origin } = site;
  const { db } = stack.connections;
  const { studyUid } = await stack.addStudy({ edge: 4 });
  for (const role of ["clinician", "service"] as const) {
    await addUser(db, { name: role, role, password: PASSWORD });
  }
  const web = `${origin}/orthanc/dicom-web/studies`;

  async function signIn(user: string): Promise<string> {
    const response = await fetch(`${origin}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ user, password: PASSWORD }),
    });
    return (await response.json()).access;
  }
  async function statusOf(address: string, headers: HeadersInit = {}): Promise<number> {
    const response = await fetch(address, { headers });
    await response.body?.cancel();
    return response.status;
  }
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const kim = await signIn("kim");

  await t.step("a radiologist's token alone reads frames", async () => {
    const series = await (await fetch(`${web}/${studyUid}/series`, { headers: bearer(kim) }))
      .json();
    const path = `${web}/${studyUid}/series/${series[0]["0020000E"].Value[0]}/instances`;
    const [instance] = await (await fetch(path, { headers: bearer(kim) })).json();
    const frames = await fetch(`${path}/${instance["00080018"].Value[0]}/frames/1`, {
      headers: { ...bearer(kim), accept: 'multipart/related; type="application/octet-stream"' },
    });
    assert.equal(frames.status, 200);
    assert.ok((await frames.arrayBuffer()).byteLength > 100);
  });

  await t.step("its cookie does too", async () => {
    const { instance } = stack.connections.config;
    const cookie = `__Host-neuronova-${instance}=${kim}`;
    assert.equal(await statusOf(`${web}/${studyUid}/series`, { cookie }), 200);
  });

  await t.step("no token, a broken one, a forged one: 401", async () => {
    const address = `${web}/${studyUid}/metadata`;
    assert.equal(await statusOf(address), 401);
    const tokens = ["x", `${kim}x`, forged(kim, "signature"), forged(kim, "none")];
    for (const token of tokens) assert.equal(await statusOf(address, bearer(token)), 401);
    assert.equal(await statusOf(address, { authorization: `Basic ${btoa("kim:x")}` }), 401);
  });

  await t.step("administrators and other people's clinicians: 403", async () => {
    for (const name of ["admin", "clinician"]) {
      const token = await signIn(name);
      assert.equal(await statusOf(`${web}/${studyUid}/series`, bearer(token)), 403, name);
      assert.equal(await statusOf(web, bearer(token)), 403, name);
    }
  });

  await t.step("one study's right is no right to name another in the query", async () => {
    const foreign = `${web}/${studyUid}/series?StudyInstanceUID=1.2.3.4`;
    assert.equal(await statusOf(foreign, bearer(kim)), 403);
  });

  await t.step("nobody uploads by a person's token", async () => {
    const response = await fetch(web, {
      method: "POST",
      headers: { ...bearer(kim), "content-type": "multipart/related; boundary=b" },
      body: "--b--",
    });
    await response.body?.cancel();
    assert.equal(response.status, 403);
  });

  await t.step("a sign-out counts from the next image on", async () => {
    const address = `${web}/${studyUid}/series`;
    assert.equal(await statusOf(address, bearer(kim)), 200);
    const out = await fetch(`${origin}/api/session`, { method: "DELETE", headers: bearer(kim) });
    assert.equal(out.status, 204);
    assert.equal(await statusOf(address, bearer(kim)), 401);
  });
});
