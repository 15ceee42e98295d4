import { resolve } from "node:path";
import { settingsOf } from "../cli/demo_settings.ts";
import { writePrivate } from "./data_folder.ts";
import { type DemoState, demoStateFile, readRunningDemo } from "./demo_state.ts";
import { EXIT, StackFault } from "./fault.ts";
import type { DemoOptions } from "./options.ts";
import type { Report } from "./report.ts";
import { importStudy } from "./studies.ts";

/**
 * Makes sure that a demo which is up already was started as it is now asked for.
 *
 * @throws {StackFault} naming the options that it runs without
 */
export function requireSameSettings(options: DemoOptions, running: DemoState): void {
  const { data, tls, basePort, fhir, openemr } = options;
  const others = [
    tls && running.certificateAuthority === null ? "--tls" : null,
    basePort !== null && basePort !== running.ports.nginx ? `--base-port ${basePort}` : null,
    fhir !== null && !sameAddress(fhir, running.fhir.url) ? `--fhir ${fhir}` : null,
    openemr !== null && !sameAddress(openemr, running.openemr.url) ? `--openemr ${openemr}` : null,
  ].filter((option) => option !== null);
  if (others.length === 0) return;
  const asked = others.join(" and ");
  throw new StackFault(
    `The demo on ${resolve(data)} runs already, with other settings: ${asked}.`,
    {
      action: `End it with --stop first, then start it with ${asked}.`,
      exitCode: EXIT.failed,
      code: "conflict",
    },
  );
}

function sameAddress(one: string, other: string): boolean {
  const plain = (address: string) => new URL(address).href.replace(/\/+$/, "");
  return plain(one) === plain(other);
}

/**
 * Loads the study of `--study` into a demo that is up already, by the product's own command line.
 *
 * @returns the demo as its demo.json tells it from then on
 * @throws {StackFault} why it could not be loaded
 */
export async function importIntoRunning(
  { data, study, as }: DemoOptions,
  running: DemoState,
  report: Report,
): Promise<DemoState> {
  if (study === null) return running;
  const begun = performance.now();
  const settings = await settingsOf(data, { environment: Deno.env.toObject(), dataFolder: null });
  const environment = Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const imported = await importStudy({ path: Deno.execPath(), env: {} }, environment, {
    study,
    as,
  });
  report.step("own study", "loaded", performance.now() - begun);
  const now = await readRunningDemo(data) ?? running; // a service may have been started again
  await writePrivate(demoStateFile(data), { ...now, imported });
  return { ...now, imported };
}
