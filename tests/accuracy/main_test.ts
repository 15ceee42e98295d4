import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { isSegmentationPack, openPack } from "../../lib/models/pack.ts";
import { openTumourThread } from "../../lib/tumour/segment_tumour.ts";
import { API } from "../schemas/definitions.ts";
import { caseTest } from "../cases.ts";
import { type ByRegion, scoreCase } from "./score_case.ts";

const PACK = fileURLToPath(new URL("../../models/tumour-own-4", import.meta.url));
const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const BENCH = fileURLToPath(new URL("../../bench/main.ts", import.meta.url));
const DATA = "TCGA-FG-6692, 1 real case, silver reference";

function three({ wt, tc, et }: ByRegion<number | null>, digits: number): string {
  return [wt, tc, et].map((value) => value?.toFixed(digits)).join(" / ");
}

caseTest("The shipped network reaches the figures of its card", ["TCGA-FG-6692"], async (cases) => {
  const pack = await openPack(PACK);
  assert.ok(isSegmentationPack(pack));
  const said = (measure: string) =>
    pack.card.figures.find((one) => one.data === DATA && one.measure === measure)?.value;
  const thread = openTumourThread();
  try {
    const runtime = { providers: ["cpu"], threads: 2 };
    const score = await scoreCase(`${cases}/TCGA-FG-6692`, { pack, thread, runtime });
    assert.equal(three(score.dice, 3), said("Dice WT / TC / ET"));
    assert.equal(`${three(score.hd95, 1)} mm`, said("HD95 WT / TC / ET"));
    assert.ok(score.peak_rss_mb < pack.manifest.limits.memoryMb, `${score.peak_rss_mb} MiB`);
  } finally {
    thread.close();
  }
});

async function exitCode(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...args],
    stderr: "null",
  }).output();
  return { code, out: new TextDecoder().decode(stdout) };
}

const WRONG = [
  [MAIN, "--nonsense"],
  [MAIN, "--threads", "x"],
  [MAIN, "--providers", "foo"],
  [MAIN, "case", "--out", "/no/such/folder/labels.nii.gz"],
  [BENCH],
  [BENCH, "nothing"],
  [BENCH, "inference", "--runs", "0"],
];

Deno.test("accuracy and bench answer 2 to a usage error, with --json as the error's document", async () => {
  for (const args of WRONG) {
    assert.deepEqual(await exitCode(...args), { code: 2, out: "" }, args.join(" "));
    const { code, out } = await exitCode(...args, "--json");
    const body = JSON.parse(out);
    assert.deepEqual([code, body.code], [2, "usage"], args.join(" "));
    assert.deepEqual(API.error.parse(body), body);
  }
});

Deno.test("accuracy and bench tell their usage for --help", async () => {
  for (const args of [[MAIN], [BENCH], [BENCH, "inference"]]) {
    const { code, out } = await exitCode(...args, "--help");
    assert.equal(code, 0, args.join(" "));
    assert.match(out, /^(?:accuracy|bench) .*--json/);
  }
});

Deno.test("accuracy answers 3 and one JSON document when the case is not there", async () => {
  const folder = await Deno.makeTempDir();
  const { code, out } = await exitCode(MAIN, folder, "--json");
  await Deno.remove(folder);
  assert.equal(code, 3);
  const body = JSON.parse(out);
  assert.equal(body.code, "not_found");
  assert.ok(body.message.includes(`${folder} has no `), body.message);
  assert.deepEqual(API.error.parse(body), body);
});

caseTest(
  "accuracy answers 3 to series that still have their skull",
  ["TCGA-FG-6692-native", "TCGA-FG-6692"],
  async (cases) => {
    const folder = await Deno.makeTempDir();
    for (const name of ["t1", "t1c", "t2", "flair"]) {
      const from = `${cases}/TCGA-FG-6692-native/${name}.nii.gz`;
      await Deno.copyFile(from, `${folder}/${name}.nii.gz`);
    }
    await Deno.copyFile(`${cases}/TCGA-FG-6692/seg_mav.nii.gz`, `${folder}/seg.nii.gz`);
    const { code, out } = await exitCode(MAIN, folder, "--json");
    await Deno.remove(folder, { recursive: true });
    assert.equal(code, 3);
    assert.equal(JSON.parse(out).code, "series_not_stripped");
  },
);
