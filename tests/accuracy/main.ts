/**
 * `deno task accuracy [CASE ...] [--pack DIR] [--out FILE] [--providers LIST] [--threads N] [--json]`
 *
 * Segments cases with the shipped network, exactly as the worker does, and prints Dice, HD95,
 * volumes, times and memory. A CASE is a folder as readCase() describes it. Without one:
 * the real case of the cases folder, and the simulated one of the demo, as far as they are there.
 * Exit codes: 0 done, 1 failed, 2 usage, 3 no case to run on, or one that needs preparation.
 */
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { Fault } from "../../lib/fault/fault.ts";
import { isSegmentationPack, openPack } from "../../lib/models/pack.ts";
import { openTumourThread } from "../../lib/tumour/segment_tumour.ts";
import { casesFolder } from "../cases.ts";
import { type Measured, runMeasuringTask, UsageError } from "./measuring_task.ts";
import { type CaseScore, scoreCase } from "./score_case.ts";

const usage =
  "accuracy [CASE ...] [--pack DIR] [--out FILE] [--providers cuda,cpu] [--threads N] [--json]";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROVIDERS = ["cpu", "cuda", "tensorrt", "webgpu"];
const CAUTION =
  "One real case with a silver reference is a smoke test, not a measure of accuracy. " +
  "Research use only. Not for diagnostic use.";

async function run(args: readonly string[]): Promise<Measured> {
  const options = readOptions(args);
  if (options.out !== undefined) await requireFolder(dirname(options.out));
  const folders = options.cases.length > 0 ? options.cases : await presentCases();
  if (folders.length === 0) {
    throw new Fault(
      "not_found",
      "There is no case: neither NEURONOVA_CASES nor a demo's data folder has one",
    );
  }
  const pack = await openPack(options.pack);
  if (!isSegmentationPack(pack)) {
    const reason = `${pack.manifest.id} draws no tumour`;
    throw new Fault("model_unfit", reason, { facts: { model: pack.manifest.id, reason } });
  }
  const thread = openTumourThread();
  try {
    const scores: CaseScore[] = [];
    for (const folder of folders) {
      scores.push(await scoreCase(folder, { ...options, pack, thread }));
    }
    const { id, version, sha256 } = pack.manifest;
    const json = { pack: { id, version, sha256 }, cases: scores, caution: CAUTION };
    return { json, text: asTable(scores) };
  } finally {
    thread.close();
  }
}

function readOptions(args: readonly string[]) {
  const { values, positionals } = parse(args);
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 0) throw new UsageError("--threads is not a number");
  if (values.out !== undefined && positionals.length !== 1) {
    throw new UsageError("--out goes with exactly one CASE");
  }
  const providers = values.providers.split(",");
  const strange = providers.find((one) => !PROVIDERS.includes(one));
  if (strange !== undefined) {
    throw new UsageError(`--providers knows ${PROVIDERS.join(", ")} and not "${strange}"`);
  }
  return {
    cases: positionals.map((folder) => folder.replace(/\/+$/, "")),
    pack: values.pack,
    out: values.out,
    runtime: { providers, threads },
  };
}

/** Before the network runs for a minute whose labels nobody could keep. */
async function requireFolder(folder: string): Promise<void> {
  const there = await Deno.stat(folder).then((one) => one.isDirectory, () => false);
  if (!there) throw new UsageError(`--out: there is no folder ${folder}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        pack: { type: "string", default: `${ROOT}models/tumour-own-4` },
        out: { type: "string" },
        providers: { type: "string", default: "cpu" },
        threads: { type: "string", default: "0" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "Wrong arguments");
  }
}

async function presentCases(): Promise<string[]> {
  const wanted = [`${casesFolder()}/TCGA-FG-6692`, `${ROOT}.data/demo`];
  const present: string[] = [];
  for (const folder of wanted) {
    const found = await Promise.all([
      Deno.stat(`${folder}/flair.nii.gz`).catch(() => undefined),
      Deno.stat(`${folder}/dicom/flair`).catch(() => undefined),
    ]);
    if (found.some((one) => one !== undefined)) present.push(folder);
  }
  return present;
}

function asTable(scores: readonly CaseScore[]): string {
  const three = ({ wt, tc, et }: CaseScore["hd95"], digits: number) =>
    [wt, tc, et].map((value) => value?.toFixed(digits) ?? "-").join(" / ");
  const lines = scores.flatMap((score) => [
    `${score.case} (${score.reference})`,
    `  Dice WT / TC / ET        ${three(score.dice, 3)}`,
    `  HD95 mm                  ${three(score.hd95, 1)}`,
    `  volume mm3               ${three(score.volumes_mm3, 0)}`,
    `  reference mm3            ${three(score.reference_mm3, 0)}`,
    `  expected mm3             ${expected(score)}`,
    `  ${knowledgeWords(score.knowledge)}`,
    `  ${score.seconds.toFixed(1)} s on ${score.provider.used}, peak ${score.peak_rss_mb} MiB, ` +
    Object.entries(score.stages_ms).map(([stage, ms]) => `${stage} ${ms} ms`).join(", "),
  ]);
  return [...lines, CAUTION].join("\n");
}

function expected({ confidence }: CaseScore): string {
  return confidence.map(({ evidence }) => evidence?.expectedMm3.toFixed(0) ?? "-").join(" / ");
}

function knowledgeWords(knowledge: CaseScore["knowledge"]): string {
  if (knowledge === null) return "what the network knows is not said";
  const { score, limit, reasons } = knowledge;
  const why = reasons.map(({ kind, sequences }) => [kind, ...sequences].join(" ")).join(", ");
  const where = why === "" ? "known" : `outside of what it knows: ${why}`;
  return `${where} (score ${score.toFixed(2)}, limit ${limit.toFixed(2)})`;
}

Deno.exitCode = await runMeasuringTask(Deno.args, { usage, run });
