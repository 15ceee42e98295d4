import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { KIM, type Neighbours, startNeighbours } from "../../tests/neighbours/neighbours.ts";
import { openLog } from "../log/log.ts";
import { OpenEmrClient } from "./openemr_client.ts";
import { OpenEmrTokens } from "./openemr_tokens.ts";
import { TokenVault } from "./token_vault.ts";

const signal = () => AbortSignal.timeout(5_000);

/** A client as one process has it; `password` differs where OpenEMR is to refuse it. */
function clientOf(there: Neighbours, password?: string): OpenEmrClient {
  const { config, database } = there;
  const openemr = { ...config.openemr, password: password ?? config.openemr.password };
  const vault = new TokenVault(database.db, "openemr", config.sessionKey);
  const log = openLog("error", (line) => void there.logged.push(line));
  return new OpenEmrClient(openemr, new OpenEmrTokens(openemr, vault, log));
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error.code;
  }
  return "none";
}

Deno.test("a client signs in once, refreshes when its token ends, and tells the next process", async () => {
  await using there = await startNeighbours([KIM], { accessSeconds: 31 });
  const { counts } = there.openemr.tokens;
  const first = clientOf(there);
  assert.equal((await first.uuidsOf(KIM.pubpid, signal())).length, 1);
  assert.deepEqual([counts.password, counts.refresh_token], [1, 0]);
  // 31 seconds less the margin of 30: the token is too close to its end now.
  await new Promise((done) => setTimeout(done, 1_100));
  const parallel = Array.from({ length: 5 }, () => first.uuidsOf(KIM.pubpid, signal()));
  await Promise.all(parallel);
  assert.deepEqual([counts.password, counts.refresh_token], [1, 1]);
  await clientOf(there).uuidsOf(KIM.pubpid, signal());
  assert.deepEqual([counts.password, counts.refresh_token], [1, 1]);
});

Deno.test("a token that another process refreshed away is replaced by that process's token", async () => {
  await using there = await startNeighbours();
  const [one, two] = [clientOf(there), clientOf(there)];
  await one.uuidsOf(KIM.pubpid, signal());
  await two.uuidsOf(KIM.pubpid, signal());
  const grant = there.openemr.state.grants.find(({ access }) => access !== null);
  assert.ok(grant);
  grant.access = null;
  await one.uuidsOf(KIM.pubpid, signal());
  await two.uuidsOf(KIM.pubpid, signal());
  assert.deepEqual([
    there.openemr.tokens.counts.password,
    there.openemr.tokens.counts.refresh_token,
  ], [1, 1]);
});

Deno.test("tokens lie in the database encrypted, and another session key cannot read them", async () => {
  await using there = await startNeighbours();
  await clientOf(there).uuidsOf(KIM.pubpid, signal());
  const row = await there.database.db.selectFrom("neighbour_tokens").selectAll()
    .executeTakeFirstOrThrow();
  const grant = there.openemr.state.grants.at(-1);
  const bytes = atob(row.ciphertext);
  assert.ok(
    !row.ciphertext.includes(grant?.refresh ?? "") && !bytes.includes(grant?.refresh ?? ""),
  );
  const seen = (key: string) =>
    new TokenVault(there.database.db, "openemr", key).exclusively((stored) =>
      Promise.resolve(stored)
    );
  assert.equal((await seen(there.config.sessionKey))?.kind, "tokens");
  assert.equal(await seen("B".repeat(43)), undefined);
});

Deno.test("trust that OpenEMR withdrew ends in a new sign-in", async () => {
  await using there = await startNeighbours();
  const client = clientOf(there);
  await client.uuidsOf(KIM.pubpid, signal());
  await there.openemr.tokens.revokeAll();
  assert.equal((await client.uuidsOf(KIM.pubpid, signal())).length, 1);
  assert.deepEqual(there.openemr.tokens.counts.password, 2);
});

Deno.test("a refused password is tried once, not until the account is locked", async () => {
  await using there = await startNeighbours();
  for (let asked = 0; asked < 5; asked++) {
    const client = clientOf(there, "a wrong password");
    assert.equal(await codeOf(client.uuidsOf(KIM.pubpid, signal())), "openemr_reconnect");
  }
  assert.equal(there.openemr.tokens.counts.password, 1);
  // The right password is another account, which is tried at once.
  assert.equal((await clientOf(there).uuidsOf(KIM.pubpid, signal())).length, 1);
});

Deno.test("a token endpoint that answers rubbish is an outage, not a refusal", async () => {
  await using there = await startNeighbours();
  for (const mood of [{ status: 500 }, { status: 200, body: "html" }, { body: "half" }] as const) {
    there.openemr.control.mood = { ...mood, path: "/oauth2/" };
    assert.equal(
      await codeOf(clientOf(there).uuidsOf(KIM.pubpid, signal())),
      "openemr_unavailable",
    );
  }
  there.openemr.control.mood = {};
  assert.equal((await clientOf(there).uuidsOf(KIM.pubpid, signal())).length, 1);
});

Deno.test("a uuid that OpenEMR does not know is no record", async () => {
  await using there = await startNeighbours();
  assert.equal(await clientOf(there).record(crypto.randomUUID(), signal()), undefined);
});

Deno.test("a row without a uuid cannot be read, which is not the same as no row", async () => {
  await using there = await startNeighbours([{ ...KIM, uuid: null }]);
  assert.equal(await codeOf(clientOf(there).uuidsOf(KIM.pubpid, signal())), "openemr_unavailable");
});

Deno.test("a facade that returns a crowd is not asked for each of them", async () => {
  const crowd = Array.from({ length: 25 }, (_, index) => ({ pubpid: `X-${index}`, ss: "0" }));
  await using there = await startNeighbours(crowd);
  assert.equal(await codeOf(clientOf(there).uuidsOf("0", signal())), "openemr_unavailable");
});

Deno.test("a token that was refused while another renewal ran is renewed again", async () => {
  await using there = await startNeighbours();
  const { openemr, sessionKey } = there.config;
  const vault = new TokenVault(there.database.db, "openemr", sessionKey);
  const first = new OpenEmrTokens(openemr, vault, openLog("error", () => {}));
  const stale = await first.access(signal());
  // Another process takes the stored token while OpenEMR already refuses it.
  const second = new OpenEmrTokens(openemr, vault, openLog("error", () => {}));
  const [taken, renewed] = await Promise.all([
    second.access(signal()),
    second.access(signal(), stale),
  ]);
  assert.equal(taken, stale);
  assert.notEqual(renewed, stale);
});
