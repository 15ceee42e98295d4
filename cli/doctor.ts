import type { Config } from "../lib/config/config.ts";
import { readArguments } from "./arguments.ts";
import { type CliContext, type Command, EXIT } from "./command.ts";
import type { Check, Finding } from "./doctor/check.ts";
import { databaseChecks } from "./doctor/database.ts";
import { diskChecks } from "./doctor/disk.ts";
import { modelsCheck } from "./doctor/local.ts";
import { fhirCheck, openEmrCheck, orthancCheck, redisCheck } from "./doctor/neighbours.ts";
import { gateCheck, portalCheck, workerCheck } from "./doctor/own_parts.ts";
import { table } from "./table.ts";

/** How long one question may take, in ms. */
const PATIENCE = 5000;

async function run(args: readonly string[], context: CliContext): Promise<number> {
  readArguments(args, { words: [] });
  const checks = checksOf(context.config(), context);
  const findings: Finding[] = [];
  // One after the other: asked all at once, each would seem as slow as the slowest.
  for (const check of checks) findings.push(await examine(check));
  const ok = findings.every((finding) => finding.ok);
  const rows = findings.map((finding) => [
    word(finding),
    finding.name,
    finding.ms === null ? "" : `${finding.ms} ms`,
    [finding.version, finding.detail].filter((part) => part !== null).join("; "),
  ]);
  const advice = findings.filter(({ action }) => action !== null)
    .map(({ name, action }) => `${name}: ${action}`);
  context.answer({ ok, checks: findings }, [
    ...table(["", "part", "time", "found"], rows),
    ...advice,
  ]);
  return ok ? EXIT.ok : EXIT.failed;
}

function word({ ok, action }: Finding): string {
  if (!ok) return "FAIL";
  return action === null ? "ok" : "warn";
}

/** Disks come first: a full one makes the others fail in ways that do not tell why. */
function checksOf(config: Config, { log, demoFolder }: CliContext): readonly Check[] {
  return [
    ...diskChecks(config, demoFolder),
    ...databaseChecks(config),
    redisCheck(config, log),
    orthancCheck(config),
    fhirCheck(config),
    openEmrCheck(config, log),
    gateCheck(config, demoFolder),
    portalCheck(config),
    workerCheck(config),
    modelsCheck(config),
  ];
}

/** Asks one question with a limit; whatever is thrown is the finding, not the doctor's end. */
async function examine({ name, action, ask }: Check): Promise<Finding> {
  const start = performance.now();
  const stop = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    stop.abort(new Error("no answer in time"));
    late.reject(new Error(`no answer within ${PATIENCE / 1000} s`));
  }, PATIENCE);
  const ms = () => Math.round(performance.now() - start);
  try {
    const said = await Promise.race([ask(stop.signal), late.promise]);
    const { version = null, detail = null, warning = null } = said;
    return { name, ok: true, ms: ms(), version, detail, action: warning };
  } catch (error) {
    const detail = error instanceof Error ? error.message : "no answer";
    return { name, ok: false, ms: ms(), version: null, detail, action };
  } finally {
    clearTimeout(timer);
  }
}

/** `doctor`: exit 1 when any part fails, each with what to do. */
export const command: Command = { usage: "", run };
