import assert from "node:assert/strict";
import { caseTest } from "../../tests/cases.ts";
import { phantom, phantomGrid } from "../../tests/accuracy/phantom.ts";
import { Fault } from "../fault/fault.ts";
import { compose } from "../volume/affine.ts";
import { readNifti } from "../volume/nifti.ts";
import type { Affine, Volume } from "../volume/volume.ts";
import { checkAligned, misalignment, MOST_DISPLACEMENT_MM } from "./check_aligned.ts";

const T1C = phantom(phantomGrid(2), "T1c");

function shifted<T extends Volume<Float32Array>>(volume: T, x: number, y: number, z: number): T {
  return { ...volume, affine: compose([1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z], volume.affine) };
}

/** Turns a volume about the z axis of the patient by degrees. */
function turned(volume: Volume<Float32Array>, degrees: number): Volume<Float32Array> {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  const about: Affine = [cos, -sin, 0, 0, sin, cos, 0, 0, 0, 0, 1, 0];
  return { ...volume, affine: compose(about, volume.affine) };
}

Deno.test("misalignment() of series that fit is below the limit, whatever their grids", () => {
  for (const sequence of ["T1", "T2", "FLAIR"] as const) {
    const { displacementMm } = misalignment(T1C, phantom(phantomGrid(2.5, 0.8), sequence));
    assert.ok(displacementMm <= MOST_DISPLACEMENT_MM, `${sequence}: ${displacementMm} mm`);
  }
});

Deno.test("misalignment() finds shifts of 5 mm and more along each axis, to 3 mm", () => {
  const t2 = phantom(phantomGrid(2), "T2");
  for (const [x, y, z] of [[5, 0, 0], [0, -8, 0], [0, 0, 6], [10, -9, 0]] as const) {
    const { displacementMm } = misalignment(T1C, shifted(t2, x, y, z));
    assert.ok(
      Math.abs(displacementMm - Math.hypot(x, y, z)) < 3,
      `${[x, y, z]}: ${displacementMm}`,
    );
  }
});

Deno.test("misalignment() finds a turn of 8 degrees", () => {
  const { displacementMm } = misalignment(T1C, turned(phantom(phantomGrid(2), "FLAIR"), 8));
  assert.ok(displacementMm > 6, `${displacementMm}`);
});

Deno.test("checkAligned() names exactly the series that lie elsewhere", () => {
  const others = {
    T1: phantom(phantomGrid(2), "T1"),
    T2: shifted(phantom(phantomGrid(2), "T2"), 0, 12, 0),
    FLAIR: phantom(phantomGrid(2), "FLAIR"),
  };
  assert.throws(() => checkAligned(T1C, others), (error: unknown) => {
    assert.ok(error instanceof Fault && error.code === "series_not_aligned");
    return /^T2 \(\d+ mm\)$/.test(String(error.facts["sequences"]));
  });
});

async function readCase(folder: string): Promise<Volume<Float32Array>[]> {
  return await Promise.all(["t1c", "t1", "t2", "flair"].map(async (name) => {
    return await readNifti(await Deno.readFile(`${folder}/${name}.nii.gz`));
  }));
}

caseTest("Registered series of a patient count as aligned", ["TCGA-FG-6692"], async (cases) => {
  const [t1c, t1, t2, flair] = await readCase(`${cases}/TCGA-FG-6692`);
  assert.ok(t1c && t1 && t2 && flair);
  checkAligned(t1c, { T1: t1, T2: t2, FLAIR: flair });
});

caseTest(
  "Native series of a patient who moved do not count as aligned",
  ["TCGA-FG-6692-native"],
  async (cases) => {
    const [t1c, t1, t2, flair] = await readCase(`${cases}/TCGA-FG-6692-native`);
    assert.ok(t1c && t1 && t2 && flair);
    for (const moved of [t1, t2, flair]) {
      assert.ok(misalignment(t1c, moved).displacementMm > MOST_DISPLACEMENT_MM);
    }
  },
);
