import assert from "node:assert/strict";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { Fault } from "../fault/fault.ts";
import type { Volume } from "../volume/volume.ts";
import { checkSignal, settleBackground } from "./check_signal.ts";
import type { SequenceVolumes } from "./prepare.ts";

const GRID = phantomGrid(3);
const IMAGE = phantom(GRID, "T1");

/** A study whose T2 has other values. */
function withT2(change: (value: number, n: number) => number): SequenceVolumes {
  const T2: Volume<Float32Array> = { ...GRID, data: IMAGE.data.map(change) };
  return { T1: IMAGE, T1c: IMAGE, T2, FLAIR: IMAGE };
}

function factsOf(study: SequenceVolumes): Fault["facts"] {
  try {
    checkSignal(study);
  } catch (error) {
    assert.ok(error instanceof Fault && error.code === "series_values_unusable");
    return error.facts;
  }
  assert.fail("no fault");
}

Deno.test("checkSignal() takes images as scanners make them, with a little ringing below 0", () => {
  checkSignal(withT2((value) => value));
  checkSignal(withT2((value, n) => value === 0 ? -0.01 * (n % 2) : value));
});

Deno.test("checkSignal() names the sequence and the values of what shows no brain", () => {
  assert.deepEqual(factsOf(withT2(() => 0)), { sequence: "T2", lowest: "0", highest: "0" });
  assert.equal(factsOf(withT2((value) => value > 0 ? 7 : 0))["highest"], "7");
  assert.equal(factsOf(withT2((value, n) => n % 97 === 0 ? value : 0))["sequence"], "T2");
  const mean = IMAGE.data.reduce((sum, value) => sum + value) /
    IMAGE.data.filter((v) => v > 0).length;
  assert.match(String(factsOf(withT2((value) => value > 0 ? value - mean : 0))["lowest"]), /^-/);
});

Deno.test("settleBackground() takes a shift of the whole image off, and nothing else", () => {
  for (const shift of [100, -1000]) {
    const study = withT2((value) => value + shift);
    settleBackground(study);
    assert.ok(study.T2.data.every((value, n) => Math.abs(value - IMAGE.data[n]!) < 1e-3));
  }
  const noise = withT2((value, n) => value + n % 5);
  const before = noise.T2.data.slice();
  settleBackground(noise);
  assert.deepEqual(noise.T2.data, before);
});
