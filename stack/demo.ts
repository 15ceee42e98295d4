/** `deno task demo`: the whole of NeuroNova on one machine. See stack/options.ts for the options. */
import { resolve } from "node:path";
import { takenFault } from "./claim.ts";
import { type DemoState, settledDemo } from "./demo_state.ts";
import { startDetached, stopRunning } from "./detach.ts";
import { openEnding } from "./ending.ts";
import { EXIT, sentenceOf } from "./fault.ts";
import { asStackFault, faultDocument } from "./fault_document.ts";
import { type DemoOptions, HELP, readOptions } from "./options.ts";
import { ensurePackages } from "./packages.ts";
import { answerJson, openReport, type Report } from "./report.ts";
import { runDemo } from "./run_demo.ts";
import { importIntoRunning, requireSameSettings } from "./running_demo.ts";

async function main(args: readonly string[]): Promise<number> {
  const json = args.includes("--json");
  const report = openReport(json);
  let options: DemoOptions | null = null;
  try {
    options = readOptions(args);
    if (options === null) {
      openReport(false).line(HELP.trimEnd());
      return EXIT.ok;
    }
    return await run(args, options, report);
  } catch (error) {
    return explain(error, { json, data: options?.data ?? null }, report);
  }
}

async function run(args: readonly string[], options: DemoOptions, report: Report): Promise<number> {
  if (options.detached) return await runHere(options, report);
  if (options.stop) {
    const stopped = await stopRunning(options.data);
    report.line(stopped ? "The demo has ended; nothing is left running." : "No demo runs there.");
    if (options.json) answerJson({ stopped });
    return EXIT.ok;
  }
  const running = await settledDemo(options.data, report.line);
  if (running !== null) {
    if (options.reset) throw takenFault(resolve(options.data));
    requireSameSettings(options, running);
    return await useRunning(options, await importIntoRunning(options, running, report), report);
  }
  if (options.detach) {
    const state = await startDetached(args, options, report, openEnding(false).signal);
    return await useRunning(options, state, report);
  }
  return await runHere(options, report);
}

/** A demo is up on this folder: check it, or say where it is. */
async function useRunning(
  options: DemoOptions,
  state: DemoState,
  report: Report,
): Promise<number> {
  if (options.check || options.browser) return await check(options, state, report);
  sayWhere(state, "--stop", report);
  if (options.json) answerJson(state);
  return EXIT.ok;
}

async function runHere(options: DemoOptions, report: Report): Promise<number> {
  const ending = openEnding(options.detached);
  const demo = await runDemo(options, report, ending);
  try {
    if (options.check || options.browser) return await check(options, demo.state, report);
    // What a detached one says goes to a log, where neither passwords nor patients belong.
    if (!options.detached) sayWhere(demo.state, "Ctrl-C", report);
    if (options.json) answerJson(demo.state);
    if (!ending.signal.aborted) {
      await new Promise((done) => ending.signal.addEventListener("abort", done, { once: true }));
    }
    report.line("Ending everything.");
    return EXIT.ok;
  } finally {
    await demo.stop();
  }
}

async function check(options: DemoOptions, state: DemoState, report: Report): Promise<number> {
  if (options.browser) await ensurePackages("browser", report.line);
  // Loaded when asked for: the browser's driver alone takes a second.
  const { checkPath } = await import("./check/check_path.ts");
  const results = options.check ? await checkPath(state, report) : [];
  if (options.browser) {
    const { walkInBrowser } = await import("./check/browser_walk.ts");
    results.push(...await walkInBrowser(state, options.data, report));
  }
  const passed = results.every((result) => result.ok);
  report.line(passed ? "Every step passed." : "A step failed; see above.");
  if (options.json) answerJson({ ok: passed, url: state.url, steps: results });
  return passed ? EXIT.ok : EXIT.failed;
}

function sayWhere(
  { url, users, patient, startedInSeconds }: DemoState,
  end: "Ctrl-C" | "--stop",
  report: Report,
): void {
  report.line(`\nNeuroNova is ready after ${startedInSeconds} s: ${url}`);
  for (const { name, password } of users) {
    report.line(`  ${name.padEnd(14)} ${password}`);
  }
  report.line(`Demo patient: ${patient.mrn} (${patient.name}, invented)`);
  report.line(`Research use only. Not for diagnostic use. ${end} ends everything.\n`);
}

function explain(
  error: unknown,
  { json, data }: { readonly json: boolean; readonly data: string | null },
  report: Report,
): number {
  const fault = asStackFault(error, data);
  if (fault.code === "internal" && error instanceof Error) report.line(error.stack ?? "");
  if (!fault.said) report.line(sentenceOf(fault));
  if (json) answerJson(faultDocument(fault));
  return fault.exitCode;
}

Deno.exit(await main(Deno.args));
