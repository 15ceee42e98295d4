import { parseArgs } from "node:util";
import { EXIT, StackFault } from "./fault.ts";

/** What `deno task demo` was asked to do. */
export interface DemoOptions {
  readonly data: string;
  readonly basePort: number | null;
  readonly reset: boolean;
  readonly detach: boolean;
  readonly stop: boolean;
  readonly json: boolean;
  readonly tls: boolean;
  readonly fhir: string | null;
  readonly openemr: string | null;
  readonly study: string | null;
  readonly as: string | null;
  readonly check: boolean;
  readonly browser: boolean;
  /** What --detach starts: nobody's terminal ends it. */
  readonly detached: boolean;
}

/** What --help prints. */
export const HELP =
  `deno task demo [options]   the whole of NeuroNova on this machine, on 127.0.0.1 only

  --data DIR        keep everything in DIR instead of .data (a second copy beside the first)
  --base-port N     use the ports N to N+9, in this order: nginx, portal, Orthanc, MariaDB, Redis,
                    FHIR server, OpenEMR sandbox, worker, https (with --tls), none yet
  --reset           remove first what earlier demos made in the data folder
  --tls             https with a certificate of a private authority; http leads there (308)
  --fhir URL        use this FHIR server instead of starting one
  --openemr URL     use this OpenEMR instead of the sandbox; its account comes in the variables
                    NEURONOVA_OPENEMR_CLIENT_ID, _CLIENT_SECRET, _USER and _PASSWORD
  --study DIR       load a study too: a folder of DICOM files, or t1, t1c, t2, flair (.nii.gz)
  --as MRN          whose study that is, where its own PatientID shall not count
  --check           walk the whole path over HTTP, print each step, end with 0 or 1
  --browser         walk it in Chromium and leave pictures in the data folder
  --detach          return when everything is ready; --stop ends it
  --stop            end a demo that runs on this data folder
  --json            one JSON document on standard output, everything else on standard error

Exit codes: 0 ok, 1 failed, 2 usage, 3 something that a person has to do first.
Research use only. Not for diagnostic use.
`;

/**
 * Reads the command line.
 *
 * @returns null when help was asked for
 * @throws {StackFault} with exit code 2 for what cannot be meant
 */
export function readOptions(args: readonly string[]): DemoOptions | null {
  const { values } = parse(args);
  if (values.help) return null;
  const options = {
    data: values.data ?? ".data",
    basePort: values["base-port"] === undefined ? null : readPort(values["base-port"]),
    reset: values.reset ?? false,
    detach: values.detach ?? false,
    stop: values.stop ?? false,
    json: values.json ?? false,
    tls: values.tls ?? false,
    fhir: values.fhir === undefined ? null : readAddress("--fhir", values.fhir),
    openemr: values.openemr === undefined ? null : readAddress("--openemr", values.openemr),
    study: values.study ?? null,
    as: values.as ?? null,
    check: values.check ?? false,
    browser: values.browser ?? false,
    detached: values.detached ?? false,
  };
  if (!canBeFolder(options.data)) throw usage(`--data: ${options.data} is not a folder`);
  if (options.study !== null && !isFolder(options.study)) {
    throw usage(`--study: there is no folder ${options.study}`);
  }
  if (options.as !== null && options.study === null) throw usage("--as needs --study DIR");
  if (options.detach && options.stop) throw usage("--detach starts and --stop ends: give one");
  return options;
}

function parse(args: readonly string[]) {
  const flag = { type: "boolean" } as const;
  const word = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        "base-port": word,
        ...{ data: word, fhir: word, openemr: word, study: word, as: word },
        ...{ reset: flag, detach: flag, stop: flag, json: flag, tls: flag },
        ...{ check: flag, browser: flag, help: flag, detached: flag },
      },
    });
  } catch (error) {
    throw usage(error instanceof Error ? error.message : "the options cannot be read");
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1024 && port <= 65_527) return port;
  throw usage("--base-port must be a number from 1024 to 65527");
}

function readAddress(option: string, text: string): string {
  const address = text.replace(/\/+$/, "");
  if (/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(address)) return address;
  throw usage(`${option} must be an http(s) address without a query`);
}

function usage(message: string): StackFault {
  return new StackFault(`${message}.`, { exitCode: EXIT.usage });
}

/** False for a file, and for a place below a file. */
function canBeFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    return !(error instanceof Deno.errors.NotADirectory);
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
