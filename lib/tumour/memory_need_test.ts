import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Fault } from "../fault/fault.ts";
import { isSegmentationPack, openPack } from "../models/pack.ts";
import type { Grid } from "../volume/resample.ts";
import { checkMemory, memoryNeedMiB } from "./memory_need.ts";

const PACK = fileURLToPath(new URL("../../models/tumour-own-4", import.meta.url));

async function need(size: Grid["size"], edge: number) {
  const pack = await openPack(PACK);
  assert.ok(isSegmentationPack(pack));
  const grid: Grid = { size, affine: [edge, 0, 0, 0, 0, edge, 0, 0, 0, 0, edge, 0] };
  return {
    manifest: pack.manifest,
    mib: memoryNeedMiB([grid, grid, grid, grid], grid, pack.manifest),
  };
}

Deno.test("memoryNeedMiB() of a usual head is what was measured, and within the limit", async () => {
  const { manifest, mib } = await need([240, 240, 155], 1);
  // Measured: 785 to 970 MiB of resident memory.
  assert.ok(mib > 785 && mib < 1050, `${mib} MiB`);
  checkMemory(mib, manifest);
});

Deno.test("memoryNeedMiB() counts the model's grid, not only the source's", async () => {
  const [thin, wide] = [await need([100, 100, 100], 1), await need([100, 100, 100], 2)];
  assert.ok(wide.mib > thin.mib + 250, `${thin.mib}, ${wide.mib}`);
});

Deno.test("checkMemory() refuses a whole body with both numbers", async () => {
  const { manifest, mib } = await need([512, 512, 400], 1);
  assert.throws(() => checkMemory(mib, manifest), (error: unknown) => {
    assert.ok(error instanceof Fault && error.code === "too_large");
    return error.message.includes(`${mib} MiB`) && error.message.includes("2048 MiB");
  });
});
