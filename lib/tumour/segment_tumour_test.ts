import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { SegmentationManifest } from "../models/manifest.ts";
import { openPack, type SegmentationPack } from "../models/pack.ts";
import { Fault } from "../fault/fault.ts";
import { compose } from "../volume/affine.ts";
import type { Grid } from "../volume/resample.ts";
import type { Volume } from "../volume/volume.ts";
import { labelVolumes } from "../volume/measure.ts";
import {
  phantom,
  phantomGrid,
  type PhantomOptions,
  phantomTruth,
} from "../../tests/accuracy/phantom.ts";
import { type PackKind, writePhantomPack } from "../../tests/accuracy/phantom_pack.ts";
import { openTumourThread, segmentTumour, type TumourInput } from "./segment_tumour.ts";
import type { TumourProgress } from "./stages.ts";

const RUNTIME = { providers: ["cpu"], threads: 1 };
const GRID = phantomGrid(2);
/** 1.5 x 1.5 x 5 mm, tilted by 20 degrees about the x axis. */
const OBLIQUE: Grid = { size: [107, 130, 36], affine: obliqueAffine(20, 1.5, 5) };

function obliqueAffine(degrees: number, edge: number, slice: number): Grid["affine"] {
  const [cos, sin] = [Math.cos(degrees * Math.PI / 180), Math.sin(degrees * Math.PI / 180)];
  return [edge, 0, 0, -80, 0, edge * cos, -slice * sin, -61, 0, edge * sin, slice * cos, -116];
}

function input(options: PhantomOptions = {}, t1cGrid: Grid = GRID): TumourInput {
  return {
    t1: phantom(GRID, "T1", options),
    t1c: phantom(t1cGrid, "T1c", options),
    t2: phantom(phantomGrid(2, 0.7), "T2", options),
    flair: phantom(phantomGrid(2.5), "FLAIR", options),
  };
}

async function withPack(
  kind: PackKind,
  use: (pack: SegmentationPack, thread: ReturnType<typeof openTumourThread>) => Promise<void>,
  change?: (manifest: SegmentationManifest) => SegmentationManifest,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const thread = openTumourThread();
  try {
    await use(await writePhantomPack(root, kind, change), thread);
  } finally {
    thread.close();
    await Deno.remove(root, { recursive: true });
  }
}

function dice(
  found: Volume<Uint8Array>,
  truth: Volume<Uint8Array>,
  values: readonly number[],
): number {
  let [both, all] = [0, 0];
  found.data.forEach((value, n) => {
    const [a, b] = [values.includes(value), values.includes(truth.data[n] as number)];
    if (a && b) both++;
    all += Number(a) + Number(b);
  });
  return 2 * both / all;
}

function assertAgrees(found: Volume<Uint8Array>, grid: Grid, least: number): void {
  const truth = phantomTruth(grid);
  for (const values of [[1, 2, 4], [1, 4], [4], [1]]) {
    const score = dice(found, truth, values);
    assert.ok(score > least, `Dice of labels ${values}: ${score.toFixed(3)}`);
  }
}

function faultOf(code: string, said?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Fault, String(error));
    assert.equal(error.code, code);
    if (said !== undefined) assert.match(JSON.stringify(error.facts), said);
    return true;
  };
}

for (const kind of ["slices-2.5d", "patch", "volume"] as const) {
  Deno.test(`segmentTumour() finds the phantom's tumour with a pack of kind ${kind}`, async () => {
    await withPack(kind, async (pack, thread) => {
      const progress: TumourProgress[] = [];
      const given = input();
      const onProgress = (one: TumourProgress) => progress.push(one);
      const result = await segmentTumour(given, pack, { thread, runtime: RUNTIME, onProgress });
      assertAgrees(result.labels, GRID, 0.93);
      assert.deepEqual([result.labels.size, result.labels.affine], [GRID.size, GRID.affine]);
      assert.equal(result.provider.used, "cpu");
      assert.deepEqual(result.confidence.map(({ region }) => region), ["WT", "TC", "ET"]);
      for (const { meanProbability } of result.confidence) assert.ok(meanProbability > 0.9);
      assert.ok(result.stagesMs.infer > 0);
      assert.deepEqual([...new Set(progress.map(({ stage }) => stage))], [
        "check",
        "prepare",
        "infer",
        "clean",
      ]);
      assert.deepEqual(progress.at(-1), { stage: "clean", fraction: 1 });
      assert.equal(given.t1.data.length, 0, "the voxels were copied, not handed over");
    });
  });
}

Deno.test("segmentTumour() puts the labels onto oblique thick T1c slices", async () => {
  await withPack("slices-2.5d", async (pack, thread) => {
    const { labels } = await segmentTumour(input({}, OBLIQUE), pack, { thread, runtime: RUNTIME });
    assert.deepEqual([labels.size, labels.affine], [OBLIQUE.size, OBLIQUE.affine]);
    assertAgrees(labels, OBLIQUE, 0.85);
    const volumes = (labelled: Volume<Uint8Array>) =>
      labelVolumes(labelled).reduce((sum, { mm3 }) => sum + mm3, 0);
    const ratio = volumes(labels) / volumes(phantomTruth(OBLIQUE));
    assert.ok(Math.abs(ratio - 1) < 0.05, `volume is off by ${((ratio - 1) * 100).toFixed(1)} %`);
  });
});

Deno.test("segmentTumour() answers a healthy head with an empty result", async () => {
  await withPack("volume", async (pack, thread) => {
    const found = await segmentTumour(input({ healthy: true }), pack, { thread, runtime: RUNTIME });
    assert.ok(found.labels.data.every((value) => value === 0));
    const { evidence, ...drawn } = found.confidence[0]!;
    assert.deepEqual(drawn, { region: "WT", voxels: 0, meanProbability: 0, sureShare: 0 });
    assert.ok(evidence!.largestProbability > 0 && evidence!.largestProbability < 0.5);
    assert.ok(evidence!.expectedMm3 > 0);
    assert.deepEqual([found.lesions, found.knowledge], [[], null]);
  });
});

Deno.test("segmentTumour() says of a drawn head that the shipped network knows nothing of it", async () => {
  const shipped = await openPack(
    fileURLToPath(new URL("../../models/tumour-own-4", import.meta.url)),
  );
  await withPack("volume", async (pack, thread) => {
    const known = { ...pack, knowledge: shipped.knowledge };
    const { knowledge, labels } = await segmentTumour(input(), known, { thread, runtime: RUNTIME });
    assert.ok(knowledge !== null && knowledge.outside && knowledge.reasons.length > 0);
    assertAgrees(labels, GRID, 0.93);
  });
});

Deno.test("segmentTumour() gives the same labels twice", async () => {
  await withPack("patch", async (pack, thread) => {
    const options = { thread, runtime: RUNTIME };
    const first = await segmentTumour(input(), pack, options);
    const second = await segmentTumour(input(), pack, options);
    assert.deepEqual(first.labels.data, second.labels.data);
  });
});

Deno.test("segmentTumour() refuses heads with their skull", async () => {
  await withPack("volume", async (pack, thread) => {
    await assert.rejects(
      segmentTumour(input({ skull: true }), pack, { thread, runtime: RUNTIME }),
      faultOf("series_not_stripped", /FLAIR/),
    );
  });
});

Deno.test("segmentTumour() refuses a series that lies elsewhere and names it", async () => {
  await withPack("volume", async (pack, thread) => {
    const good = input();
    const t2 = {
      ...good.t2,
      affine: compose([1, 0, 0, 9, 0, 1, 0, 0, 0, 0, 1, 0], good.t2.affine),
    };
    await assert.rejects(
      segmentTumour({ ...good, t2 }, pack, { thread, runtime: RUNTIME }),
      faultOf("series_not_aligned", /T2 \(\d+ mm\)/),
    );
  });
});

Deno.test("segmentTumour() refuses what does not fit into the pack's memory, with numbers", async () => {
  const small = (manifest: SegmentationManifest) => ({
    ...manifest,
    limits: { ...manifest.limits, memoryMb: 401 },
  });
  await withPack("volume", async (pack, thread) => {
    const given = input();
    await assert.rejects(
      segmentTumour(given, pack, { thread, runtime: RUNTIME }),
      faultOf("too_large", /about \d+ MiB.*401 MiB/),
    );
    assert.ok(given.t1.data.length > 0, "a refused study must not lose its voxels");
  }, small);
});

Deno.test("segmentTumour() refuses unusable volumes by name", async () => {
  await withPack("volume", async (pack, thread) => {
    const options = { thread, runtime: RUNTIME };
    const good = input();
    const broken = { ...good.t2, data: good.t2.data.slice() };
    broken.data[5] = NaN;
    await assert.rejects(
      segmentTumour({ ...good, t2: broken }, pack, options),
      faultOf("geometry_unusable", /T2 holds values/),
    );
    const short = { ...good.flair, data: good.flair.data.slice(1) };
    await assert.rejects(
      segmentTumour({ ...good, flair: short }, pack, options),
      faultOf("geometry_unusable", /FLAIR holds \d+ voxels/),
    );
    const [ni, nj] = good.t1.size;
    const flat = { ...good.t1, size: [ni, nj, 1] as const, data: good.t1.data.slice(0, ni * nj) };
    await assert.rejects(
      segmentTumour({ ...good, t1: flat }, pack, options),
      faultOf("series_single_slice", /T1/),
    );
  });
});

Deno.test("segmentTumour() can be cancelled and used again", async () => {
  await withPack("volume", async (pack, thread) => {
    const abort = new AbortController();
    const running = segmentTumour(input(), pack, {
      thread,
      runtime: RUNTIME,
      signal: abort.signal,
      onProgress: () => abort.abort(),
    });
    await assert.rejects(running, faultOf("inference_cancelled"));
    const { labels } = await segmentTumour(input(), pack, { thread, runtime: RUNTIME });
    assertAgrees(labels, GRID, 0.93);
  });
});
