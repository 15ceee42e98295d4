/**
 * The OpenEMR sandbox as a process of its own:
 * `deno run --allow-net=127.0.0.1 --allow-read=… --allow-write=DIR stack/openemr.ts --port N --dir DIR
 *   --account FILE [--host ADDRESS] [--seed FILE] [--version 7.0|8.2]`
 * The account file is JSON: {clientId, clientSecret?, user, password, controlKey?}; nothing secret
 * stands on the command line. Ready when `GET /apis/default/fhir/metadata` answers 200.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { seedSchema } from "./openemr/row.ts";
import { startOpenEmr } from "./openemr/sandbox.ts";

const accountFile = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().optional(),
  user: z.string().min(1),
  password: z.string().min(1),
  controlKey: z.string().min(12).optional(),
});

const { values } = parseArgs({
  args: Deno.args,
  options: {
    port: { type: "string" },
    host: { type: "string", default: "127.0.0.1" },
    dir: { type: "string" },
    account: { type: "string" },
    seed: { type: "string" },
    version: { type: "string", default: "7.0" },
  },
});

const options = z.object({
  port: z.coerce.number().int().min(0).max(65535),
  host: z.string().min(1),
  dir: z.string().min(1),
  account: z.string().min(1),
  seed: z.string().optional(),
  version: z.enum(["7.0", "8.2"]),
}).parse(values);

const { controlKey, ...account } = accountFile.parse(await json(options.account));
const sandbox = await startOpenEmr({
  port: options.port,
  host: options.host,
  dir: options.dir,
  version: options.version,
  account,
  seed: options.seed === undefined ? [] : seedSchema.parse(await json(options.seed)),
  ...(controlKey === undefined ? {} : { controlKey }),
});
const line = `OpenEMR sandbox ${options.version} ready on ${sandbox.url}\n`;
await Deno.stdout.write(new TextEncoder().encode(line));
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.addSignalListener(signal, () => void sandbox.stop().then(() => Deno.exit(0)));
}

async function json(path: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(path));
}
