import { join, resolve } from "node:path";
import type { Config } from "../lib/config/config.ts";
import { openOrthanc } from "../lib/orthanc/orthanc.ts";
import { type DataFolder, ROOT, writePrivate } from "./data_folder.ts";
import { type DenoRuntime, taskWords } from "./deno_runtime.ts";
import { StackFault } from "./fault.ts";

/** The demo's study as it lies in the data folder. */
export interface DemoStudyPlace {
  readonly studyUid: string;
  /** NIfTI with the true labels. */
  readonly truth: string;
}

/**
 * Makes the demo's study once (about 15 s on one core) and finds it there at later starts. A study
 * that was cut off while it was made is made again.
 */
export async function makeDemoStudyOnce(
  data: DataFolder,
  deno: DenoRuntime,
  signal: AbortSignal,
): Promise<DemoStudyPlace> {
  const dir = data.folder("demo");
  const truth = join(dir, "truth.nii.gz");
  const stamp = join(dir, "study.json");
  const known = await readIfThere(stamp);
  if (known !== null) return { studyUid: JSON.parse(known).studyUid, truth };
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const { success, stdout, stderr } = await new Deno.Command(deno.path, {
    args: ["run", "--cached-only", "--no-prompt", "--allow-read", `--allow-write=${dir}`]
      .concat("stack/demo_study.ts", dir),
    cwd: ROOT,
    signal,
  }).output();
  const decoder = new TextDecoder();
  if (!success) {
    const reason = decoder.decode(stderr).trim().split("\n").slice(-3).join("\n  ");
    throw new StackFault(`The demo's study could not be made.\n  ${reason}`);
  }
  const studyUid = decoder.decode(stdout).trim();
  await writePrivate(stamp, { studyUid });
  return { studyUid, truth };
}

/** Stores the demo's study in Orthanc unless it is there. */
export async function storeDemoStudy(
  data: DataFolder,
  config: Config["orthanc"],
  { studyUid }: DemoStudyPlace,
): Promise<void> {
  const orthanc = openOrthanc(config);
  if ((await orthanc.searchStudies({ studyUid })).length > 0) return;
  const files: Uint8Array[] = [];
  const dicom = join(data.folder("demo"), "dicom");
  for await (const series of Deno.readDir(dicom)) {
    for await (const file of Deno.readDir(join(dicom, series.name))) {
      files.push(await Deno.readFile(join(dicom, series.name, file.name)));
    }
  }
  await orthanc.store(files);
}

/** What `cli study import` said of a study of the user's. */
export type ImportedStudy = Readonly<Record<string, unknown>>;

/**
 * Loads a study of the user's by the product's own command line. Single files that cannot be stored
 * do not keep the others out: they are counted on standard error and named in the answer.
 *
 * @throws {StackFault} with the sentence of the command line
 */
export async function importStudy(
  deno: DenoRuntime,
  environment: Readonly<Record<string, string>>,
  { study, as }: { readonly study: string; readonly as: string | null },
): Promise<ImportedStudy> {
  const words = ["study", "import", resolve(study), "--json"];
  const { stdout, stderr } = await new Deno.Command(deno.path, {
    args: [...await taskWords("cli"), ...words, ...(as === null ? [] : ["--as", as])],
    cwd: ROOT,
    env: environment,
  }).output();
  const decoder = new TextDecoder();
  const answer = parsed(decoder.decode(stdout));
  const refused = answer["refused"];
  if (Array.isArray(refused)) {
    if (refused.length > 0) sayRefused(refused.length);
    return answer;
  }
  const told = [answer["message"], answer["action"]].filter((part) => typeof part === "string");
  const reason = told.join(" ") ||
    decoder.decode(stderr).trim().split("\n").slice(-3).join("\n  ");
  throw new StackFault(`The study in ${study} could not be loaded.\n  ${reason}`);
}

/** The document of `--json`, or nothing where the command broke off without one. */
function parsed(text: string): ImportedStudy {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Their names may tell of a patient, and a detached demo's words go to a log: only how many. */
function sayRefused(count: number): void {
  const line = `Files of the study that could not be stored: ${count}; demo.json names them.\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(line));
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
