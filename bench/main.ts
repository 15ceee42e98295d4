/** `deno task bench NAME [options] [--json]`: measurements side by side, one file a NAME. */

/** Each gives its exit code: 0 done, 1 failed, 2 usage, 3 needs input. */
type Bench = (args: string[]) => Promise<number>;

const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  inference: async () => (await import("./inference.ts")).run,
};

const [name = "", ...args] = Deno.args;
const load = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (load === undefined) {
  const names = Object.keys(BENCHES).join(", ");
  Deno.stderr.writeSync(new TextEncoder().encode(`bench NAME [--json]; NAME: ${names}\n`));
  Deno.exitCode = 2;
} else {
  Deno.exitCode = await (await load())(args);
}
