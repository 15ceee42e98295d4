import assert from "node:assert/strict";
import { testDatabase } from "../../tests/shared_servers.ts";
import type { Database } from "../database/connect.ts";
import type { Role } from "../database/tables.ts";
import { type Keys, openKeys } from "../session/keys.ts";
import { signIn } from "../session/sign_in.ts";
import { signOut } from "../session/sign_out.ts";
import type { Tokens } from "../session/tokens.ts";
import { addUser, assignPatient, disableUser, ROLES } from "../session/users.ts";
import { imageRequestOf, judgeImageRequest, type Verdict } from "./gate.ts";

const ROOT = "/orthanc/dicom-web/studies";
const OWN = "1.2.840.1.1";
const FOREIGN = "1.2.840.1.2";
const UNKNOWN = "1.2.840.1.3";
const NOW = new Date("2026-11-24T12:00:00Z");
const PASSWORD = "a password of the test";

interface House {
  readonly db: Database;
  readonly keys: Keys;
  readonly sessions: Readonly<Record<Role, Tokens>>;
  /** The verdict's status for a request with this role's token. */
  ask(role: Role, method: string, uri: string, now?: Date): Promise<number>;
}

/** One user a role, two studies; the clinician treats the patient of the first. */
async function withHouse(body: (house: House) => Promise<void>): Promise<void> {
  await using database = await testDatabase();
  const { db } = database;
  const keys = await openKeys("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
  const sessions = await Promise.all(ROLES.map(async (role) => {
    await addUser(db, { name: `the-${role}`, role, password: PASSWORD });
    const from = { name: `the-${role}`, password: PASSWORD, address: "127.0.0.1" };
    return [role, await signIn(db, keys, from, NOW)] as const;
  }));
  await addStudy(db, OWN, "NN-1");
  await addStudy(db, FOREIGN, "NN-2");
  await assignPatient(db, "the-clinician", { authority: "urn:oid:1", mrn: "NN-1" });
  const byRole = Object.fromEntries(sessions) as Record<Role, Tokens>;
  const ask = async (role: Role, method: string, uri: string, now = NOW) => {
    const headers = describe(method, uri, `Bearer ${byRole[role].access}`);
    return (await judgeImageRequest(db, keys, imageRequestOf(headers, "main"), now)).status;
  };
  await body({ db, keys, sessions: byRole, ask });
}

async function addStudy(db: Database, uid: string, mrn: string): Promise<void> {
  await db.insertInto("studies").values({
    uid,
    authority: "urn:oid:1",
    mrn,
    dicom_name: "KIM^A",
    description: "",
    accession: "",
    modalities: "MR",
    sequences: "[]",
    series_count: 1,
    instance_count: 1,
    seen_at: NOW,
  }).execute();
}

function describe(method: string, uri: string, authorization?: string): Headers {
  const headers = new Headers({
    "x-original-method": method,
    "x-original-uri": uri,
    "x-real-ip": "10.1.2.3",
    "x-request-id": "0123456789abcdef0123456789abcdef",
  });
  if (authorization !== undefined) headers.set("authorization", authorization);
  return headers;
}

Deno.test("`judgeImageRequest()` lets each role read exactly what is theirs", () =>
  withHouse(async ({ ask }) => {
    const table: Record<string, number[]> = {};
    for (const role of ROLES) {
      table[role] = await Promise.all([
        ask(role, "GET", `${ROOT}/${OWN}/series`),
        ask(role, "GET", `${ROOT}/${OWN}/metadata`),
        ask(role, "GET", `${ROOT}/${FOREIGN}/series`),
        ask(role, "GET", `${ROOT}/${UNKNOWN}/series`),
        ask(role, "GET", `${ROOT}?StudyInstanceUID=${OWN}`),
        ask(role, "GET", `${ROOT}?StudyInstanceUID=${FOREIGN}`),
        ask(role, "GET", `${ROOT}?00100020=NN-1`),
        ask(role, "GET", ROOT),
        ask(role, "POST", ROOT),
        ask(role, "POST", `${ROOT}/${OWN}`),
        ask(role, "DELETE", `${ROOT}/${OWN}`),
      ]);
    }
    assert.deepEqual(table, {
      radiologist: [200, 200, 200, 200, 200, 200, 200, 200, 403, 403, 403],
      clinician: [200, 200, 403, 403, 200, 403, 403, 403, 403, 403, 403],
      administrator: [403, 403, 403, 403, 403, 403, 403, 403, 403, 403, 403],
      service: [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 403],
    });
  }));

Deno.test("`judgeImageRequest()` answers 401 without a session, however the request looks", () =>
  withHouse(async ({ db, keys, sessions }) => {
    const good = sessions.radiologist.access;
    for (
      const [uri, authorization] of [
        [`${ROOT}/${OWN}`, undefined],
        [`${ROOT}/../${OWN}`, undefined],
        ["", undefined],
        [`${ROOT}/${OWN}`, `Bearer ${good}x`],
        [`${ROOT}/${OWN}`, `Bearer ${sessions.radiologist.refresh}`],
        [`${ROOT}/${OWN}`, `Basic ${good}`],
      ]
    ) {
      const headers = describe("GET", uri ?? "", authorization);
      headers.set("user-agent", "kube-probe/1.0");
      const verdict = await judgeImageRequest(db, keys, imageRequestOf(headers, "main"), NOW);
      assert.equal(verdict.status, 401);
    }
  }));

Deno.test("`judgeImageRequest()` takes the browser's cookie of its own instance alone", () =>
  withHouse(async ({ db, keys, sessions }) => {
    const headers = describe("GET", `${ROOT}/${OWN}`);
    headers.set("cookie", `__Host-neuronova-main=${sessions.clinician.access}`);
    const ask = async (instance: string) =>
      (await judgeImageRequest(db, keys, imageRequestOf(headers, instance), NOW)).status;
    assert.deepEqual([await ask("main"), await ask("other")], [200, 401]);
  }));

Deno.test("`judgeImageRequest()` believes no header but those that nginx sets", () =>
  withHouse(async ({ db, keys, sessions }) => {
    const headers = describe("GET", `${ROOT}/${FOREIGN}`, `Bearer ${sessions.clinician.access}`);
    for (const name of ["x-forwarded-uri", "x-original-url", "x-rewrite-url", "x-study-uid"]) {
      headers.set(name, `${ROOT}/${OWN}`);
    }
    headers.set("x-auth-user", sessions.radiologist.person.userId);
    const of = (with_: Headers) => judgeImageRequest(db, keys, imageRequestOf(with_, "main"), NOW);
    assert.equal((await of(headers)).status, 403);
    headers.delete("x-original-uri");
    assert.equal((await of(headers)).status, 403);
    headers.set("x-original-uri", `${ROOT}/${OWN}`);
    headers.delete("x-original-method");
    assert.equal((await of(headers)).status, 403);
  }));

Deno.test("`judgeImageRequest()` closes at once on sign-out, disabling and expiry", () =>
  withHouse(async ({ db, sessions, ask }) => {
    const uri = `${ROOT}/${OWN}/metadata`;
    assert.equal(await ask("radiologist", "GET", uri), 200);
    await signOut(db, sessions.radiologist.person.sessionId);
    assert.equal(await ask("radiologist", "GET", uri), 401);
    assert.equal(await ask("clinician", "GET", uri), 200);
    await disableUser(db, "the-clinician");
    assert.equal(await ask("clinician", "GET", uri), 401);
    assert.equal(await ask("service", "GET", uri, new Date(NOW.getTime() + 599_000)), 200);
    assert.equal(await ask("service", "GET", uri, new Date(NOW.getTime() + 606_000)), 401);
  }));

Deno.test("`judgeImageRequest()` names the user by an opaque id", () =>
  withHouse(async ({ db, keys, sessions }) => {
    const { access, person } = sessions.radiologist;
    const headers = describe("GET", `${ROOT}/${OWN}`, `Bearer ${access}`);
    const verdict: Verdict = await judgeImageRequest(
      db,
      keys,
      imageRequestOf(headers, "main"),
      NOW,
    );
    assert.deepEqual(verdict, { status: 200, userId: person.userId });
  }));

Deno.test("`judgeImageRequest()` records the first access of a person, study and minute", () =>
  withHouse(async ({ db, sessions, ask }) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask("clinician", "GET", `${ROOT}/${OWN}/series/1.${n}`)),
    );
    await ask("clinician", "GET", `${ROOT}/${FOREIGN}`);
    await ask("clinician", "GET", `${ROOT}/${FOREIGN}/../${OWN}`);
    await ask("clinician", "GET", `${ROOT}/${OWN}`, new Date(NOW.getTime() + 60_000));
    const rows = await db.selectFrom("audit").selectAll().where("action", "like", "image.%")
      .orderBy("id").execute();
    assert.deepEqual(rows.map((row) => [row.action, row.outcome, row.study_uid]), [
      ["image.read", "allowed", OWN],
      ["image.read", "refused", FOREIGN],
      ["image.malformed", "refused", null],
      ["image.read", "allowed", OWN],
    ]);
    assert.ok(rows.every((row) => row.user_id === sessions.clinician.person.userId));
    assert.equal(rows[0]?.address, "10.1.2.3");
  }));

Deno.test("`judgeImageRequest()` answers 503 when it cannot record or cannot ask", () =>
  withHouse(async ({ db, keys, sessions, ask }) => {
    const blind = db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind === "InsertQueryNode") throw new Error("the audit's disk is full");
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const headers = describe("GET", `${ROOT}/${OWN}`, `Bearer ${sessions.radiologist.access}`);
    const verdict = await judgeImageRequest(blind, keys, imageRequestOf(headers, "main"), NOW);
    assert.ok("fault" in verdict);
    assert.deepEqual([verdict.status, verdict.fault.code], [503, "audit_unavailable"]);
    await db.destroy();
    assert.equal(await ask("radiologist", "GET", `${ROOT}/${OWN}`), 503);
  }));
