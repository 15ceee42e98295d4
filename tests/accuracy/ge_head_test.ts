import assert from "node:assert/strict";
import { seriesVolume } from "../../lib/dicom/series_volume.ts";
import { stripEvidence } from "../../lib/tumour/strip_evidence.ts";
import { caseTest } from "../cases.ts";

caseTest(
  "A T1 of a GE scanner counts as a head with its skull",
  ["ge-t1-mprage"],
  async (cases) => {
    const files: Uint8Array[] = [];
    for await (const { name } of Deno.readDir(`${cases}/ge-t1-mprage`)) {
      if (name.startsWith("i")) files.push(await Deno.readFile(`${cases}/ge-t1-mprage/${name}`));
    }
    const evidence = stripEvidence(seriesVolume(files).volume);
    assert.ok(!evidence.stripped, JSON.stringify(evidence));
  },
);
