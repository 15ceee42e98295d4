/** `deno task demo`: the whole of NeuroNova on one machine. See stack/options.ts for the options. */
import { Fault } from "../lib/fault/fault.ts";
import { type DemoState, readRunningDemo } from "./demo_state.ts";
import { startDetached, stopRunning } from "./detach.ts";
import { EXIT, sentenceOf, StackFault } from "./fault.ts";
import { fullDiskSentence } from "./full_disk.ts";
import { type DemoOptions, HELP, readOptions } from "./options.ts";
import { answerJson, openReport, type Report } from "./report.ts";
import { runDemo } from "./run_demo.ts";
import { watchWrappers, wrappersOf } from "./wrappers.ts";

async function main(args: readonly string[]): Promise<number> {
  const report = openReport(args.includes("--json"));
  let options: DemoOptions | null = null;
  try {
    options = readOptions(args);
    if (options === null) {
      openReport(false).line(HELP.trimEnd());
      return EXIT.ok;
    }
    return await run(args, options, report);
  } catch (error) {
    return explain(error, { json: args.includes("--json"), data: options?.data ?? null }, report);
  }
}

async function run(args: readonly string[], options: DemoOptions, report: Report): Promise<number> {
  if (options.stop) {
    const ended = await stopRunning(options.data);
    report.line(ended ? "The demo has ended; nothing is left running." : "No demo runs there.");
    if (options.json) answerJson({ stopped: ended });
    return EXIT.ok;
  }
  const running = await readRunningDemo(options.data);
  if (running !== null && !options.reset) return await useRunning(options, running, report);
  if (options.detach) {
    const state = await startDetached(args, options.data, report);
    sayWhere(state, report);
    if (options.json) answerJson(state);
    return EXIT.ok;
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
  sayWhere(state, report);
  if (options.json) answerJson(state);
  return EXIT.ok;
}

async function runHere(options: DemoOptions, report: Report): Promise<number> {
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => ending.abort(new StackFault("Stopped.")));
  }
  if (!options.detached) {
    const end = () => ending.abort(new StackFault("Stopped with the command that started it."));
    watchWrappers(wrappersOf(Deno.pid), end, ending.signal);
  }
  const demo = await runDemo(options, report, ending.signal);
  try {
    if (options.check || options.browser) return await check(options, demo.state, report);
    // What a detached one says goes to a log, where neither passwords nor patients belong.
    if (!options.detached) sayWhere(demo.state, report);
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

function sayWhere({ url, users, patient, startedInSeconds }: DemoState, report: Report): void {
  report.line(`\nNeuroNova is ready after ${startedInSeconds} s: ${url}`);
  for (const { name, password } of users) {
    report.line(`  ${name.padEnd(14)} ${password}`);
  }
  report.line(`Demo patient: ${patient.mrn} (${patient.name}, invented)`);
  report.line("Research use only. Not for diagnostic use. Ctrl-C ends everything.\n");
}

function explain(
  error: unknown,
  { json, data }: { readonly json: boolean; readonly data: string | null },
  report: Report,
): number {
  const full = data === null ? null : fullDiskSentence(error, data);
  const sentence = full ?? sentenceOf(error);
  const told = error instanceof StackFault ? error.exitCode : EXIT.failed;
  const exitCode = full === null ? told : EXIT.needsInput;
  report.line(sentence);
  const expected = full !== null || error instanceof StackFault || error instanceof Fault;
  if (error instanceof Error && !expected) report.line(error.stack ?? "");
  if (json) answerJson({ code: "stack_failed", message: sentence, exitCode });
  return exitCode;
}

Deno.exit(await main(Deno.args));
