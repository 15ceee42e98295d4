import assert from "node:assert/strict";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { writePhantomStripper } from "../../tests/accuracy/phantom_stripper.ts";
import { Fault } from "../fault/fault.ts";
import { stripEvidence } from "../tumour/strip_evidence.ts";
import type { SequenceVolumes } from "../tumour/prepare.ts";
import { openStrippingThread, stripWhereNeeded } from "./strip_where_needed.ts";

const RUNTIME = { providers: ["cpu"], threads: 1 };
const GRID = phantomGrid(2.5);

function study(skull: boolean): SequenceVolumes {
  return {
    T1: phantom(GRID, "T1", { skull }),
    T1c: phantom(GRID, "T1c"),
    T2: phantom(GRID, "T2"),
    FLAIR: phantom(phantomGrid(3), "FLAIR", { skull }),
  };
}

Deno.test("stripWhereNeeded() takes skulls off where they are and leaves the other series alone", async () => {
  const root = await Deno.makeTempDir();
  const thread = openStrippingThread();
  try {
    const pack = await writePhantomStripper(root);
    const heard: number[] = [];
    const { volumes, stripped } = await stripWhereNeeded(study(true), pack, {
      thread,
      runtime: RUNTIME,
      onProgress: (fraction) => heard.push(fraction),
    });
    assert.deepEqual(stripped, ["T1", "FLAIR"]);
    assert.deepEqual(heard, [0.25, 0.5, 0.75, 1]);
    for (const volume of Object.values(volumes)) assert.ok(stripEvidence(volume).stripped);
    assert.deepEqual(volumes.T1c, phantom(GRID, "T1c"));
    assert.deepEqual(volumes.T2, phantom(GRID, "T2"));
  } finally {
    thread.close();
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("stripWhereNeeded() does not open the network for a study without skulls", async () => {
  const root = await Deno.makeTempDir();
  const thread = openStrippingThread();
  try {
    const pack = await writePhantomStripper(root);
    await Deno.remove(pack.model.path);
    const { stripped } = await stripWhereNeeded(study(false), pack, { thread, runtime: RUNTIME });
    assert.deepEqual(stripped, []);
    await assert.rejects(
      stripWhereNeeded(study(true), pack, { thread, runtime: RUNTIME }),
      (error: unknown) => error instanceof Fault && error.code === "model_broken",
    );
  } finally {
    thread.close();
    await Deno.remove(root, { recursive: true });
  }
});
