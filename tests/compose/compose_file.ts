import { parse } from "yaml";
import { z } from "zod";

const root = new URL("../../", import.meta.url);

/** A service as far as the tests look at it. */
const service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  user: z.string().optional(),
  command: z.array(z.string()).optional(),
  restart: z.string(),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  cap_add: z.array(z.string()).optional(),
  privileged: z.boolean().optional(),
  security_opt: z.array(z.string()),
  pids_limit: z.number().optional(),
  mem_limit: z.string().optional(),
  ports: z.array(z.string()).optional(),
  expose: z.array(z.string()).optional(),
  networks: z.array(z.string()),
  network_mode: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  healthcheck: z.object({ test: z.union([z.string(), z.array(z.string())]) }).optional(),
  profiles: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
/** A service of compose.yaml. */
export type Service = z.output<typeof service>;

const file = z.object({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.object({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

/** The text of a file of the repository. */
export function readText(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, root));
}

/** compose.yaml as it stands when nobody sets a variable: `${NAME:-default}` is its default. */
export async function readCompose(): Promise<z.output<typeof file>> {
  const text = await readText("compose.yaml");
  return file.parse(parse(text.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, "$1"), { merge: true }));
}

/** A stage of the Dockerfile: what it starts from, and its instructions in their order. */
export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly steps: readonly { readonly word: string; readonly rest: string }[];
}

/** The stages of the Dockerfile. */
export async function readDockerfile(): Promise<Stage[]> {
  const text = (await readText("Dockerfile")).replace(/^#.*\n/gm, "").replace(/\\\n/g, " ");
  const stages: { name: string; from: string; steps: { word: string; rest: string }[] }[] = [];
  for (const [, word = "", rest = ""] of text.matchAll(/^([A-Z]+)\s+(.*)$/gm)) {
    const from = word === "FROM" ? /^(\S+) AS (\S+)$/.exec(rest) : null;
    if (from) stages.push({ from: from[1] ?? "", name: from[2] ?? "", steps: [] });
    else stages.at(-1)?.steps.push({ word, rest });
  }
  return stages;
}
