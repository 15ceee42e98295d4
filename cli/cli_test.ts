import assert from "node:assert/strict";
import { testDatabase } from "../tests/shared_servers.ts";
import { openKeys } from "../lib/session/keys.ts";
import { signIn } from "../lib/session/sign_in.ts";
import { verifyAccess } from "../lib/session/verify_access.ts";
import { cli, SEED, settings } from "./test_terminal.ts";

Deno.test("`user add` makes a user who can sign in with the password that is shown once", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  const added = await cli(environment, "user add Kim --role radiologist --json");
  assert.equal(added.exit, 0);
  assert.equal(added.json.name, "kim");
  const from = { name: "kim", password: added.json.password, address: "127.0.0.1" };
  const tokens = await signIn(database.db, await openKeys(SEED), from);
  assert.equal(tokens.person.userId, added.json.id);
  const { json } = await cli(environment, "user list --json");
  assert.ok(!JSON.stringify(json).includes(added.json.password));
});

Deno.test("`user add --password-stdin` takes the password from standard input and shows none", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  const line = "user add kim --role clinician --password-stdin";
  const added = await cli(environment, line, "a password of mine\n");
  assert.equal(added.exit, 0);
  assert.ok(!`${added.out}${added.err}`.includes("a password of mine"));
  const from = { name: "kim", password: "a password of mine", address: "127.0.0.1" };
  await signIn(database.db, await openKeys(SEED), from);
  assert.equal((await cli(environment, line.replace("kim", "lee"), "short")).exit, 2);
});

Deno.test("`user disable` ends the sessions of a user at once", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  const keys = await openKeys(SEED);
  const { json } = await cli(environment, "user add kim --role clinician --json");
  const from = { name: "kim", password: json.password, address: "127.0.0.1" };
  const { access } = await signIn(database.db, keys, from);
  const disabled = await cli(environment, "user disable kim --json");
  assert.equal(disabled.exit, 0);
  assert.ok(Date.parse(disabled.json.disabledAt) <= Date.now());
  await assert.rejects(verifyAccess(database.db, keys, access));
  const twice = await cli(environment, "user add Kim --role clinician --json");
  assert.deepEqual([twice.json.code, twice.json.message], [
    "conflict",
    "There is a user of this name already.",
  ]);
  const unknown = await cli(environment, "user disable nobody --json");
  assert.equal(unknown.json.message, "There is no such user.");
  assert.deepEqual([unknown.exit, unknown.json.code], [1, "not_found"]);
});

Deno.test("`user assign` puts a patient on the care team under the default authority", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  await cli(environment, "user add kim --role clinician");
  const assigned = await cli(environment, "user assign kim --mrn NN-0001 --json");
  assert.equal(assigned.exit, 0);
  const rows = await database.db.selectFrom("care_team").select(["authority", "mrn"]).execute();
  assert.deepEqual(rows, [{ authority: "urn:oid:1.2.3", mrn: "NN-0001" }]);
  assert.equal((await cli(environment, "user assign kim --mrn NN*")).exit, 2);
  assert.equal((await cli(environment, "user assign kim")).exit, 2);
});

Deno.test("changes of users by command line are on record", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  await cli(environment, "user add kim --role clinician");
  await cli(environment, "user assign kim --mrn NN-0001");
  await cli(environment, "user disable kim");
  const rows = await database.db.selectFrom("audit").selectAll().orderBy("id").execute();
  assert.deepEqual(rows.map((row) => row.action), ["user.add", "user.assign", "user.disable"]);
  assert.ok(!JSON.stringify(rows).includes("NN-0001"));
});

Deno.test("`user list` shows users as a table", async () => {
  await using database = await testDatabase();
  const environment = settings(database.config);
  await cli(environment, "user add 김의사 --role clinician");
  const { out } = await cli(environment, "user list");
  assert.match(
    out,
    /^name {4}role {7}added {7}disabled\n김의사 {2}clinician {2}\d{4}-\d\d-\d\d\n$/,
  );
});

Deno.test("`database migrate` is repeatable and says so", async () => {
  await using database = await testDatabase();
  const { exit, json } = await cli(settings(database.config), "database migrate --json");
  assert.deepEqual([exit, json], [0, { migrations: [] }]);
});

Deno.test("a wrong command line is exit 2, with usage on standard error alone", async () => {
  const unreachable = settings({
    host: "127.0.0.1",
    port: 9,
    name: "x",
    user: "x",
    password: "a long password",
    owner: "x",
    ownerPassword: "a long password",
  });
  for (
    const line of [
      "",
      "nonsense",
      "user",
      "user add",
      "user add kim",
      "user add kim --role king",
      "user add kim lee --role clinician",
      "user add kim --role clinician --password secret",
      "user list extra",
      "user list --verbose",
    ]
  ) {
    const { exit, out, err } = await cli(unreachable, line);
    assert.deepEqual([exit, out], [2, ""], line);
    assert.match(err, /usage: /, line);
    if (line === "") continue;
    const { exit: same, json } = await cli(unreachable, `${line} --json`);
    assert.equal(same, 2);
    assert.deepEqual(Object.keys(json), ["code", "message", "action", "requestId"]);
  }
});

Deno.test("`--help` names every command, or one command's usage, and needs no settings", async () => {
  const all = await cli({}, "--help");
  assert.equal(all.exit, 0);
  for (const name of ["user add", "user list", "user disable", "user assign", "database migrate"]) {
    assert.ok(all.out.includes(`  ${name} `), name);
    const one = await cli({}, `${name} --help`);
    assert.deepEqual([one.exit, one.out.startsWith(`usage: deno task cli ${name}`)], [0, true]);
  }
  const group = await cli({}, "user --help");
  assert.ok(group.out.includes("user add") && !group.out.includes("database"));
});

Deno.test("a failure names what is wrong and what to do, in words and as JSON", async () => {
  const nothing = await cli({}, "user list --json");
  assert.deepEqual([nothing.exit, nothing.json.code], [1, "config_invalid"]);
  assert.match(nothing.err, /NEURONOVA_SESSION_KEY/);
  await using database = await testDatabase();
  const environment = {
    ...settings(database.config),
    NEURONOVA_DATABASE_PASSWORD: "wrong password",
  };
  const refused = await cli(environment, "user list --json");
  assert.deepEqual([refused.exit, refused.json.code], [1, "database_unavailable"]);
  assert.equal(refused.json.action, "Try again in a moment.");
  assert.ok(!refused.err.includes("wrong password"));
});
