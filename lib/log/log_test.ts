import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { causeChain } from "./cause_chain.ts";
import { openLog } from "./log.ts";
import { requestIdOf } from "./request_id.ts";

function capture(level: "debug" | "info" = "info") {
  const lines: string[] = [];
  return { lines, log: openLog(level, (line) => lines.push(line)) };
}

Deno.test("`openLog()` writes one JSON object a line with time, level, event and fields", () => {
  const { lines, log } = capture();
  log.child({ requestId: "r1" }).warn({ status: 503, ms: 12 }, "neighbour is slow");
  log.debug({}, "below the level");
  assert.equal(lines.length, 1);
  assert.ok(lines[0]?.endsWith("\n"));
  const { time, ...line } = JSON.parse(lines[0] ?? "");
  assert.deepEqual(line, {
    level: "warn",
    requestId: "r1",
    status: 503,
    ms: 12,
    event: "neighbour is slow",
  });
  assert.equal(new Date(time).toISOString(), time);
});

Deno.test("`Log` drops fields outside its list and values of the wrong kind", () => {
  const { lines, log } = capture();
  const smuggled = { userId: "u", patientName: "홍길동", mrn: "NN-0001", ms: "soon", status: 1 };
  log.info({ ...smuggled, ms: undefined }, "x");
  assert.ok(!/홍길동|NN-0001|patientName|soon/.test(lines.join("")));
  assert.match(lines.join(""), /"userId":"u"/);
});

Deno.test("`Log` keeps a line break in a field from starting a line of its own", () => {
  const { lines, log } = capture();
  log.info({ action: 'a\n{"level":"error"}' }, "x");
  assert.equal(lines.join("").trimEnd().split("\n").length, 1);
});

Deno.test("`causeChain()` names every cause and shows no row, address or quoted text", () => {
  const driver = Object.assign(
    new Error("Duplicate entry 'urn:oid:1-NN-0001' for key 'patients_by_identity'"),
    { code: "ER_DUP_ENTRY" },
  );
  const fetchError = new TypeError(
    "error sending request for url (http://u:pw@127.0.0.1:8090/fhir/Patient?identifier=NN-0001)",
    { cause: driver },
  );
  const chain = causeChain(
    new Fault("fhir_unavailable", "The FHIR server does not answer", { cause: fetchError }),
  );
  assert.deepEqual(chain.map(({ name, code }) => [name, code]), [
    ["Fault", "fhir_unavailable"],
    ["TypeError", undefined],
    ["Error", "ER_DUP_ENTRY"],
  ]);
  assert.ok(!/NN-0001|urn:oid|pw|identifier/.test(JSON.stringify(chain)));
  assert.match(chain[1]?.message ?? "", /127\.0\.0\.1:8090/);
  assert.match(chain[2]?.at?.[0] ?? "", /log_test\.ts:\d+/);
});

Deno.test("`causeChain()` hides what a parser quotes, even when the quote never closes", () => {
  for (const text of ['{"name": "홍길동"', "홍길동 \" ' `"]) {
    try {
      JSON.parse(text);
      assert.fail("it parsed");
    } catch (error) {
      assert.ok(!JSON.stringify(causeChain(error)).includes("홍길동"));
    }
  }
});

Deno.test("`causeChain()` ends for an error that causes itself", () => {
  const error = new Error("loop");
  error.cause = error;
  assert.ok(causeChain(error).length <= 8);
});

Deno.test("`requestIdOf()` takes the gateway's id and replaces anything else", () => {
  const id = "0123456789abcdef0123456789abcdef";
  assert.equal(requestIdOf(new Headers({ "x-request-id": id })), id);
  for (const bad of ["", "x", `${id}\t"`, id.toUpperCase()]) {
    assert.match(requestIdOf(new Headers({ "x-request-id": bad })), /^[0-9a-f-]{36}$/);
  }
});

Deno.test("a full disk below the log ends nobody", async () => {
  const script = `import { openLog } from ${JSON.stringify(import.meta.resolve("./log.ts"))};
    const log = openLog("info");
    for (let count = 0; count < 3; count++) log.info({ count }, "a line");
    Deno.stderr.writeSync(new TextEncoder().encode("still here"));`;
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", `exec "$0" eval "$1" >/dev/full`, Deno.execPath(), script],
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, "still here"]);
});
