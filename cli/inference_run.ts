import { relationToStudy } from "../lib/access/own_patient.ts";
import { record } from "../lib/audit/record.ts";
import type { Database } from "../lib/database/connect.ts";
import { faultText, isFaultCode } from "../lib/i18n/fault_text.ts";
import { type Inference, readInference } from "../lib/inference/read_inference.ts";
import { requestInference } from "../lib/inference/request_inference.ts";
import { findPack, loadPacks } from "../lib/models/load_packs.ts";
import { openOrthanc } from "../lib/orthanc/orthanc.ts";
import { ensureStudyIndexed } from "../lib/studies/index_studies.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT, UsageError } from "./command.ts";
import { commandLineUser } from "./command_line_user.ts";

/** How often a reading is looked at while waiting, in ms. */
const LOOK = 500;

async function run(args: readonly string[], context: CliContext): Promise<number> {
  const { word, text, flag } = readArguments(args, {
    words: ["study"],
    texts: ["model", "timeout"],
    flags: ["wait"],
  });
  if (text.model === undefined) throw new UsageError("Missing: --model ID (see model list)");
  const seconds = Number(text.timeout ?? 1800);
  if (!(seconds > 0)) throw new UsageError("--timeout must be a number of seconds");
  const model = text.model;
  return await context.withDatabase(async (db) => {
    const { id } = await request(db, context, word.study, model);
    const inference = flag.wait
      ? await follow(db, context, id, seconds)
      : await readInference(db, id);
    context.answer(answerOf(inference), linesOf(inference));
    return flag.wait ? exitOf(inference) : EXIT.ok;
  });
}

async function request(db: Database, context: CliContext, studyUid: string, model: string) {
  const config = context.config();
  const pack = findPack(await loadPacks(config.models.dir), model);
  const index = { db, orthanc: openOrthanc(config.orthanc), authority: config.authority };
  await ensureStudyIndexed(index, studyUid, { signal: context.signal });
  const userId = await commandLineUser(db);
  const entry = { action: "inference.request", outcome: "allowed", userId, studyUid } as const;
  const { patientId } = await relationToStudy(db, userId, studyUid);
  const known = patientId === null ? {} : { patientId };
  await record(db, { ...entry, ...known, detail: "by command line" });
  return await requestInference(db, { studyUid, model: pack, person: { userId } });
}

const ENDED: readonly Inference["state"][] = ["completed", "failed", "cancelled", "needs_input"];

/** Reads the row until the reading has ended; the row is the truth, whatever Redis does. */
async function follow(
  db: Database,
  context: CliContext,
  id: string,
  seconds: number,
): Promise<Inference> {
  const until = Date.now() + seconds * 1000;
  let shown = "";
  while (true) {
    const inference = await readInference(db, id);
    const line = `${inference.state} ${inference.stage ?? ""} ${inference.percent} %`;
    if (line !== shown) context.progress(shown = line);
    const over = Date.now() > until || context.signal.aborted;
    if (ENDED.includes(inference.state) || over) return inference;
    await new Promise((resolve) => setTimeout(resolve, LOOK));
  }
}

/** The reading as the API has it, with the sentences of its code. */
function answerOf(inference: Inference) {
  const { facts, ...rest } = inference;
  const { code } = rest;
  const said = code !== null && isFaultCode(code) ? faultText(code, facts, "en") : null;
  return { ...rest, message: said?.message ?? null, action: said?.action ?? null };
}

function linesOf(inference: Inference): string[] {
  const { id, state, message, action, volumes_mm3, provider } = answerOf(inference);
  const millilitres = Object.entries(volumes_mm3 ?? {}).map(([region, mm3]) =>
    `  ${region}: ${(mm3 / 1000).toFixed(1)} ml`
  );
  return [
    `${id}: ${state}${provider === null ? "" : ` (${provider})`}`,
    ...(message === null ? [] : [`${message} ${action}`]),
    ...millilitres,
    "Research use only. Not for diagnostic use.",
  ];
}

function exitOf({ state }: Inference): number {
  if (state === "completed") return EXIT.ok;
  return state === "needs_input" ? EXIT.needsInput : EXIT.failed;
}

/** `inference run`: asks for a reading and, with `--wait`, follows it to its end. */
export const command: Command = {
  usage: "STUDY --model ID [--wait] [--timeout SECONDS]",
  run,
};
