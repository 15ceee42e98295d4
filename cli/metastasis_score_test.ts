import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { cli } from "./test_terminal.ts";

const CASES = fileURLToPath(new URL("../tests/fixtures/metastasis/", import.meta.url));

Deno.test("`metastasis score` answers a complete case with exit 0, needing no settings", async () => {
  const { exit, json } = await cli({}, `metastasis score --in ${CASES}breast.json --json`);
  assert.equal(exit, 0);
  assert.equal(json.use, "Research use only. Not for diagnostic use.");
  assert.ok(json.origin.probability > 0.9);
  assert.deepEqual([json.prognosis.points, json.prognosis.survivalMonths.median], [2.5, 23.5]);
  assert.equal(json.velocity.velocity.group, "intermediate");
  assert.deepEqual(json.missing, []);
});

Deno.test("`metastasis score` ends with 3 and names what is missing, and answers the rest", async () => {
  const { exit, json } = await cli({}, `metastasis score --in ${CASES}unknown.json --json`);
  assert.deepEqual([exit, json.missing], [3, ["primary"]]);
  assert.equal(json.origin.status, "answered");
  const asked = await cli({}, `metastasis score --in ${CASES}unknown.json --ask origin --json`);
  assert.equal(asked.exit, 0);
});

Deno.test("`metastasis score` speaks to people, with intervals and sources", async () => {
  const { exit, out } = await cli({}, `metastasis score --in ${CASES}renal.json`);
  assert.equal(exit, 0);
  assert.match(out, /95 % range \d+ to \d+ %/);
  assert.match(out, /haemoglobin +unknown +0\.5 of 1, edge differs by source/);
  assert.match(out, /Median survival 35 months \(25–75 %: 13–61 months\)/);
  assert.match(out, /Sperduto PW/);
  const risk = await cli({}, `metastasis score --in ${CASES}no_lesion.json --ask risk`);
  assert.match(risk.out, /10\.3 % of all patients at the diagnosis of this cancer/);
  assert.match(risk.out, /26\.8 % of those with a metastasis anywhere at diagnosis/);
});

Deno.test("`metastasis score` shows each weight, and says of every answer that nothing is validated", async () => {
  const { out } = await cli({}, `metastasis score --in ${CASES}renal.json --ask origin`);
  // Log-odds are the weight times the log of the ratio: all three stand on the line.
  const header = /input +value +likelihood ratio \(95 %\) +weight +log-odds/;
  assert.match(out, header);
  assert.match(out, /diameter_ratio +3\.1 .* 0\.50 +\+0\.\d\d/);
  assert.match(out, /known_cancer .* 1\.00 +\+/);
  for (
    const [file, question] of [
      ["breast", "origin"],
      ["breast", "prognosis"],
      ["breast", "velocity"],
      ["no_lesion", "risk"],
    ]
  ) {
    const said = await cli({}, `metastasis score --in ${CASES}${file}.json --ask ${question}`);
    assert.match(said.out, /research, not validated/i, question);
  }
});

Deno.test("`metastasis score` refuses a wrong line or case with exit 2, and says where", async () => {
  for (
    const [line, input] of [
      ["metastasis score", ""],
      [`metastasis score --in ${CASES}renal.json --ask fate`, ""],
      ["metastasis score --in nowhere.json", ""],
      ["metastasis score --in -", "not JSON"],
      ["metastasis score --in -", '{"format":1,"karnofsky":85}'],
      ["metastasis score --in -", '{"format":1,"colour":"red"}'],
    ] as const
  ) assert.equal((await cli({}, `${line} --json`, input)).exit, 2, line);
  for (
    const [path, input, reason] of [
      ["-", '{"format":1,"karnofsky":85}', /karnofsky: .*multiple of 10/],
      ["-", '{"format":1,"colour":"red"}', /colour/],
      ["-", '{"format":1,"assessedOn":"2199-01-01"}', /assessedOn lies in the future/],
      ["-", "not JSON", /standard input is not JSON/],
      ["-", "", /standard input is empty/],
      ["nowhere.json", "", /nowhere\.json does not exist/],
    ] as const
  ) {
    const { exit, json } = await cli({}, `metastasis score --in ${path} --json`, input);
    assert.equal(exit, 2);
    assert.match(json.message, reason);
  }
  const { err } = await cli({}, "metastasis score --in -", '{"format":1,"karnofsky":85}');
  assert.match(err, /karnofsky/);
  const order = '{"format":1,"firstRadiosurgery":"2025-02-01","assessedOn":"2025-01-01",' +
    '"newMetastases":1}';
  assert.match((await cli({}, "metastasis score --in -", order)).err, /assessedOn/);
});

Deno.test("`metastasis score` takes a file that begins with a byte order mark, and names conflicts", async () => {
  const joined = '\uFEFF{"format":1,"lesions":{"foci":1,"t2Connected":true}}';
  const { json } = await cli({}, "metastasis score --in - --json", joined);
  assert.deepEqual(json.conflicts, ["connected_single"]);
});
