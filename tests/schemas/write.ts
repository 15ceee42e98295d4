// Writes docs/schemas from the definitions: `deno run -A tests/schemas/write.ts`.
import { SCHEMAS, schemaText } from "./definitions.ts";

const folder = new URL("../../docs/schemas/", import.meta.url);

for (const name of Object.keys(SCHEMAS)) {
  await Deno.writeTextFile(new URL(`${name}.json`, folder), schemaText(name));
}
