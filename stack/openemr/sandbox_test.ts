import assert from "node:assert/strict";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { type Sandbox, type SandboxOptions, startOpenEmr } from "./sandbox.ts";

const ACCOUNT = { clientId: "app", user: "doctor", password: "right" };
const SCOPE = "openid offline_access api:oemr api:fhir user/patient.read user/Patient.read";
const SEED = [
  { pubpid: "MRN-1", fname: "Foo", lname: "Bar", sex: "Male", ss: "123-45-6789" },
  { pubpid: "MRN-2", fname: "서연", lname: "김", sex: "" },
];

interface Under extends AsyncDisposable {
  sandbox: Sandbox;
  token(fields: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
  signIn(scope?: string): Promise<{ access: string; refresh: string }>;
  ask(path: string, access?: string, init?: RequestInit): Promise<{ status: number; text: string }>;
  restart(): Promise<void>;
}

async function open(options: Partial<SandboxOptions> = {}): Promise<Under> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-openemr-" });
  const start = () => startOpenEmr({ port: 0, dir, account: ACCOUNT, seed: SEED, ...options });
  const under: Under = {
    sandbox: await start(),
    async token(fields) {
      const url = `${under.sandbox.url}/oauth2/default/token`;
      const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
      return { status: response.status, body: await response.json() };
    },
    async signIn(scope = SCOPE) {
      const { user, password, clientId } = ACCOUNT;
      const fields = { grant_type: "password", user_role: "users", username: user, password };
      const { body } = await under.token({ ...fields, client_id: clientId, scope });
      return { access: String(body.access_token), refresh: String(body.refresh_token) };
    },
    async ask(path, access, init = {}) {
      const headers = access === undefined ? {} : { authorization: `Bearer ${access}` };
      const response = await fetch(`${under.sandbox.url}${path}`, { headers, ...init });
      return { status: response.status, text: await response.text() };
    },
    async restart() {
      await under.sandbox.stop();
      under.sandbox = await start();
    },
    async [Symbol.asyncDispose]() {
      await under.sandbox.stop();
      await Deno.remove(dir, { recursive: true });
    },
  };
  return under;
}

Deno.test("the list drops filters that it does not know: ?pubpid= returns everybody", async () => {
  await using under = await open();
  const { access } = await under.signIn();
  const count = async (query: string) => {
    const { text } = await under.ask(`/apis/default/api/patient?${query}`, access);
    return JSON.parse(text).data.length;
  };
  assert.equal(await count("pubpid=nobody"), 2);
  assert.equal(await count("lname=%25"), 2);
  assert.equal(await count("lname=B_r"), 1);
  assert.equal(await count("lname="), 2);
  assert.equal(await count("sex=male"), 1);
});

Deno.test("the facade finds numbers without case and system, and social security numbers too", async () => {
  await using under = await open();
  const { access } = await under.signIn();
  const total = async (query: string) => {
    const path = "/apis/default/fhir/Patient";
    const { text } = await under.ask(`${path}?${query}`, access);
    return JSON.parse(text).total;
  };
  assert.equal(await total("identifier=mrn-1"), 1);
  assert.equal(await total("identifier=http://x|MRN-1"), 1);
  assert.equal(await total("identifier=123-45-6789"), 1);
  assert.equal(await total("identifier=MRN-1,MRN-2"), 2);
  assert.equal(await total("identifier=MRN"), 0);
  assert.equal(await total("identifier=MRN-1&_count=2"), 0);
  // An empty value matches every patient without a social security number.
  assert.equal(await total("identifier="), 1);
});

Deno.test("the facade's Patient is not valid R4", async () => {
  await using under = await open();
  const { access } = await under.signIn();
  const { text } = await under.ask("/apis/default/fhir/Patient?identifier=MRN-2", access);
  const { resource } = JSON.parse(text).entry[0];
  assert.deepEqual([resource.gender, resource.birthDate], ["", "0000-00-00"]);
  assert.equal(resource.identifier[0].system, "http://terminology.hl7.org/CodeSystem/v2-0203");
});

Deno.test("refreshing rotates, and revokes the access token at once", async () => {
  await using under = await open();
  const first = await under.signIn();
  const refresh = { grant_type: "refresh_token", client_id: "app", refresh_token: first.refresh };
  const second = await under.token(refresh);
  assert.equal(second.status, 200);
  assert.equal((await under.ask("/apis/default/api/patient", first.access)).status, 401);
  assert.equal(
    (await under.ask("/apis/default/api/patient", String(second.body.access_token))).status,
    200,
  );
  const reused = await under.token(refresh);
  assert.deepEqual([reused.status, reused.body.error], [401, "invalid_request"]);
});

Deno.test("patients and tokens outlive a restart; a seed is sown once", async () => {
  await using under = await open();
  const { access } = await under.signIn();
  const body = JSON.stringify({
    fname: "New",
    lname: "One",
    sex: "Female",
    DOB: "2000-01-01",
    pubpid: "MRN-1",
  });
  const made = await under.ask("/apis/default/api/patient", access, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${access}` },
  });
  assert.equal(made.status, 201);
  await under.restart();
  const { status, text } = await under.ask("/apis/default/api/patient", access);
  assert.equal(status, 200);
  // Record numbers are not unique.
  assert.deepEqual(JSON.parse(text).data.map((row: { pubpid: string }) => row.pubpid), [
    "MRN-1",
    "MRN-2",
    "MRN-1",
  ]);
});

Deno.test("wrong grants are refused as OpenEMR refuses them", async () => {
  await using under = await open();
  const good = {
    grant_type: "password",
    user_role: "users",
    username: "doctor",
    password: "right",
    client_id: "app",
  };
  const table: readonly [Record<string, string>, number, string][] = [
    [{ ...good, password: "wrong" }, 400, "invalid_grant"],
    [{ ...good, user_role: "patient" }, 400, "invalid_grant"],
    [{ ...good, client_id: "nobody" }, 401, "invalid_client"],
    [{ ...good, scope: "openid user/Patient.read" }, 400, "invalid_scope"],
    [{ grant_type: "wishing" }, 400, "unsupported_grant_type"],
    [{ grant_type: "client_credentials", client_assertion: "x.y.z" }, 401, "invalid_client"],
  ];
  for (const [fields, status, error] of table) {
    const answer = await under.token(fields);
    assert.deepEqual([answer.status, answer.body.error], [status, error]);
  }
});

for (const version of ["7.0", "8.2"] as const) {
  Deno.test(`${version} refuses with the bodies that this version has`, async () => {
    await using under = await open({ version });
    const none = await under.ask("/apis/default/api/patient");
    assert.equal(none.status, 401);
    assert.equal(
      JSON.parse(none.text).error,
      version === "7.0" ? "access_denied" : "An error occurred",
    );
    const { access } = await under.signIn("openid offline_access api:fhir user/Patient.read");
    const scope = await under.ask("/apis/default/api/patient", access);
    assert.deepEqual(
      [scope.status, scope.text === ""],
      version === "7.0" ? [401, true] : [403, false],
    );
    const full = await under.signIn();
    const unknown = await under.ask(
      `/apis/default/api/patient/${crypto.randomUUID()}`,
      full.access,
    );
    assert.equal(unknown.status, 400);
    assert.ok("uuid" in JSON.parse(unknown.text).validationErrors);
    assert.deepEqual(await under.ask("/apis/other/api/patient", full.access), {
      status: 400,
      text: "",
    });
    assert.deepEqual(
      await under.ask(`/apis/default/fhir/Patient/${crypto.randomUUID()}`, full.access),
      { status: 404, text: "[]" },
    );
  });
}

Deno.test("a token of an application alone reads the facade and not OpenEMR's own records", async () => {
  await using under = await open({ version: "8.2" });
  const { privateKey, publicKey } = await generateKeyPair("RS384");
  const jwks = { keys: [{ ...await exportJWK(publicKey), alg: "RS384" }] };
  const wish = {
    application_type: "private",
    client_name: "x",
    scope: "system/Patient.read",
    jwks,
  };
  const registered = await under.ask("/oauth2/default/registration", undefined, {
    method: "POST",
    body: JSON.stringify(wish),
  });
  const { client_id } = JSON.parse(registered.text);
  const assertion = () =>
    new SignJWT({}).setProtectedHeader({ alg: "RS384" }).setIssuer(client_id).setSubject(client_id)
      .setAudience(`${under.sandbox.url}/oauth2/default/token`).setIssuedAt()
      .setExpirationTime("1 min").setJti(crypto.randomUUID()).sign(privateKey);
  const fields = { grant_type: "client_credentials", scope: "system/Patient.read" };
  const disabled = await under.token({ ...fields, client_assertion: await assertion() });
  assert.equal(disabled.status, 401);
  const index = under.sandbox.state.clients.findIndex((client) => client.id === client_id);
  under.sandbox.state.clients[index] = { ...under.sandbox.state.clients[index]!, enabled: true };
  const jwt = await assertion();
  const given = await under.token({ ...fields, client_assertion: jwt });
  assert.deepEqual([given.status, given.body.expires_in, given.body.refresh_token], [
    200,
    300,
    undefined,
  ]);
  const access = String(given.body.access_token);
  assert.equal(
    (await under.ask("/apis/default/fhir/Patient?identifier=MRN-1", access)).status,
    200,
  );
  assert.equal((await under.ask("/apis/default/api/patient", access)).status, 403);
  assert.equal((await under.token({ ...fields, client_assertion: jwt })).status, 401);
});

Deno.test("it can be told to be slow, broken and cut off, with the key alone", async () => {
  await using under = await open({ controlKey: "a key of the test" });
  const told = (mood: unknown, key = "a key of the test") =>
    under.ask("/_control/mood", undefined, {
      method: "PUT",
      body: JSON.stringify(mood),
      headers: { "x-control-key": key },
    });
  assert.equal((await told({ status: 500 }, "another")).status, 404);
  assert.equal((await told({ status: 9 })).status, 400);
  assert.equal((await told({ status: 500, body: "empty" })).status, 204);
  assert.deepEqual(await under.ask("/apis/default/fhir/metadata"), { status: 500, text: "" });
  await told({ delayMs: 150 });
  const start = Date.now();
  await under.ask("/apis/default/fhir/metadata");
  assert.ok(Date.now() - start >= 140);
  await told({});
  assert.equal((await under.ask("/apis/default/fhir/metadata")).status, 200);
});
