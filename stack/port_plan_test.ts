import assert from "node:assert/strict";
import { freeBase } from "../tests/fixtures/free_base.ts";
import { planPorts, PORT_ORDER } from "./port_plan.ts";

Deno.test("a base port gives its successors in the documented order", () => {
  const base = freeBase();
  const plan = planPorts(base);
  assert.deepEqual(PORT_ORDER.map((name) => plan[name]), PORT_ORDER.map((_, n) => base + n));
  assert.deepEqual([plan.nginx, plan.portal, plan.orthanc], [base, base + 1, base + 2]);
});

Deno.test("a port of a base that is taken is named; a usual one is replaced by the next", () => {
  const base = freeBase();
  const taken = Deno.listen({ hostname: "127.0.0.1", port: base + 2 });
  try {
    assert.throws(
      () => planPorts(base),
      new RegExp(`listens on port ${base + 2} \\(wanted for orthanc\\)`),
    );
  } finally {
    taken.close();
  }
  const usual = planPorts(null);
  const again = Deno.listen({ hostname: "127.0.0.1", port: usual.nginx });
  try {
    const other = planPorts(null);
    assert.notEqual(other.nginx, usual.nginx);
    assert.equal(new Set(Object.values(other)).size, PORT_ORDER.length);
  } finally {
    again.close();
  }
});
