import assert from "node:assert/strict";
import { StackFault } from "./fault.ts";
import { readOptions } from "./options.ts";

Deno.test("options have defaults, and addresses lose their trailing slash", () => {
  const options = readOptions([]);
  assert.equal(options?.data, ".data");
  assert.equal(options?.basePort, null);
  assert.equal(readOptions(["--fhir", "http://h:1/fhir/"])?.fhir, "http://h:1/fhir");
  assert.equal(readOptions(["--base-port", "9000"])?.basePort, 9000);
  assert.equal(readOptions(["--help"]), null);
});

Deno.test("what cannot be meant is a usage fault: exit code 2 and a sentence", () => {
  const wrong = [
    ["--base-port", "80"],
    ["--base-port", "65530"],
    ["--base-port", "1e4"],
    ["--base-port"],
    ["--fhir", "ftp://h"],
    ["--openemr", "http://h/?a=b"],
    ["--as", "1"],
    ["--detach", "--stop"],
    ["--unknown"],
    ["word"],
  ];
  for (const args of wrong) {
    assert.throws(() => readOptions(args), (error) => {
      assert.ok(error instanceof StackFault, args.join(" "));
      assert.equal(error.exitCode, 2);
      return error.action.includes("--help");
    });
  }
});
