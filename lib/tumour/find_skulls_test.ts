import assert from "node:assert/strict";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { Fault } from "../fault/fault.ts";
import { compose } from "../volume/affine.ts";
import type { Grid } from "../volume/resample.ts";
import type { Volume } from "../volume/volume.ts";
import { checkStripped, findSkulls } from "./find_skulls.ts";
import type { SequenceVolumes } from "./prepare.ts";
import { stripEvidence } from "./strip_evidence.ts";

const SEQUENCES = ["T1", "T1c", "T2", "FLAIR"] as const;

function brains(grid: Grid): SequenceVolumes {
  return {
    T1: phantom(grid, "T1"),
    T1c: phantom(grid, "T1c"),
    T2: phantom(grid, "T2"),
    FLAIR: phantom(grid, "FLAIR"),
  };
}

/** The volume with noise of two standard deviations of its brain in it, the background left at 0. */
function noisy({ data, ...grid }: Volume<Float32Array>): Volume<Float32Array> {
  const inside = data.filter((value) => value > 0);
  const mean = inside.reduce((sum, value) => sum + value) / inside.length;
  let state = 1;
  const next = () => (state = state * 48271 % 2147483647) / 2147483647;
  // Twelve even numbers make nearly a normal one.
  const normal = () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value) - 6;
  return { ...grid, data: data.map((value) => value > 0 ? value + mean * normal() : 0) };
}

Deno.test("findSkulls() takes no noise in a stripped series for a scalp", () => {
  const volumes = brains(phantomGrid(2));
  const study = { ...volumes, T2: noisy(volumes.T2) };
  assert.ok(!stripEvidence(study.T2).stripped, "alone it looks like a head");
  assert.deepEqual(findSkulls(study, SEQUENCES), []);
});

Deno.test("findSkulls() finds the one head that is cut short among stripped series", () => {
  const grid = phantomGrid(2);
  const slab = {
    size: [grid.size[0], grid.size[1], 16] as const,
    affine: compose([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 54], grid.affine),
  };
  const study = { ...brains(grid), FLAIR: phantom(slab, "FLAIR", { skull: true }) };
  const found = findSkulls(study, SEQUENCES);
  assert.deepEqual(found.map(({ sequence }) => sequence), ["FLAIR"]);
  assert.ok(found[0]!.evidence.tissueLitres < 2.2);
});

Deno.test("checkStripped() names the sequence in its fault", () => {
  const grid = phantomGrid(3);
  const study = { ...brains(grid), T2: phantom(grid, "T2", { skull: true }) };
  assert.throws(() => checkStripped(study, SEQUENCES), (error: unknown) => {
    assert.ok(error instanceof Fault && error.code === "series_not_stripped");
    assert.equal(error.facts["sequence"], "T2");
    return true;
  });
});
