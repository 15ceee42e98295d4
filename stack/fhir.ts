/**
 * The FHIR server of the native stack as a process of its own:
 * `deno run --allow-net=127.0.0.1 --allow-read=… --allow-write=DIR stack/fhir.ts --port N --dir DIR
 *   [--host ADDRESS] [--secrets FILE]`
 * The file is JSON: {token?, controlKey?}; nothing secret stands on the command line. Ready when
 * `GET /fhir/metadata` answers 200.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { startFhirServer } from "./fhir/server.ts";

const secretsFile = z.strictObject({
  token: z.string().min(12).optional(),
  controlKey: z.string().min(12).optional(),
});

const { values } = parseArgs({
  args: Deno.args,
  options: {
    port: { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
    dir: { type: "string" },
    secrets: { type: "string" },
  },
});

const options = z.object({
  port: z.coerce.number().int().min(0).max(65535),
  host: z.string().min(1),
  dir: z.string().min(1),
  secrets: z.string().optional(),
}).parse(values);

const text = options.secrets === undefined ? "{}" : await Deno.readTextFile(options.secrets);
const { token, controlKey } = secretsFile.parse(JSON.parse(text));
const { secrets: _secrets, ...place } = options;
const server = await startFhirServer({ ...place, token, controlKey });
const line = `FHIR server ready on ${server.url}\n`;
await Deno.stdout.write(new TextEncoder().encode(line));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => void server.stop().then(() => Deno.exit(0)));
}
