import assert from "node:assert/strict";
import { type Import, importsOf, withoutComments } from "./imports.ts";
import { readSources, type Source } from "./sources.ts";

/** Who may import whom. A rule holds for every shipped file whose path it matches. */
interface Rule {
  readonly from: RegExp;
  /** Files of ours that may be imported for use. */
  readonly ours?: RegExp;
  /** Files of ours whose types may be imported besides. */
  readonly types?: RegExp;
  /** Packages that may not be imported for use. */
  readonly notPackages?: RegExp;
  /** Words that may not stand in the code. */
  readonly notWords?: RegExp;
}

const CLIENTS = /^(?:mysql2|kysely|ioredis|bullmq|onnxruntime-node)/;
const SERVER_ONLY =
  /^(?:node:|mysql2|kysely|ioredis|bullmq|onnxruntime|pino|jose|hash-wasm|zod|dcmjs|dicom-parser|@medplum)/;
const OUTSIDE = /\bfetch\(|\bDeno\.|\bXMLHttpRequest\b/;
const HTTP = /\bfetch\(|\bDeno\.|\bnew (?:Request|Response|Headers)\b|\bXMLHttpRequest\b/;

const RULES: readonly Rule[] = [
  { from: /^lib\/volume\//, ours: /^lib\/(?:volume|fault)\//, notPackages: /./, notWords: OUTSIDE },
  { from: /^lib\/dicom\//, ours: /^lib\/(?:dicom|volume|fault)\//, notWords: HTTP },
  {
    from: /^lib\/(?:tumour|metastasis)\//,
    ours: /^lib\/(?:tumour|metastasis|volume|onnx|models|fault)\//,
  },
  {
    from: /^lib\/stripping\//,
    ours: /^lib\/(?:stripping|tumour|volume|onnx|models|fault)\//,
  },
  { from: /^lib\/onnx\//, ours: /^lib\/(?:onnx|volume|fault)\// },
  {
    from: /^lib\/access\/policy\.ts$/,
    ours: /^$/,
    types: /^lib\//,
    notPackages: /./,
    notWords: HTTP,
  },
  { from: /^lib\/access\/dicomweb_uri\.ts$/, ours: /^$/, notPackages: /./, notWords: HTTP },
  { from: /^lib\/fault\//, ours: /^lib\/fault\//, notPackages: /./ },
  // View code may ask whether it runs in a browser (fresh/runtime); nothing else of lib knows Fresh.
  { from: /^lib\/(?!view\/)/, ours: /^lib\//, notPackages: /^fresh/ },
  { from: /^routes\//, ours: /^(?:routes|islands|lib)\/|^state\.ts$/, notPackages: CLIENTS },
  {
    from: /^islands\//,
    ours: /^(?:islands|lib\/(?:i18n|view|viewer))\//,
    types: /^lib\//,
    notPackages: SERVER_ONLY,
  },
  {
    from: /^lib\/(?:i18n|view|viewer)\//,
    ours: /^lib\/(?:i18n|view|viewer|fault)\//,
    types: /^lib\//,
    notPackages: SERVER_ONLY,
  },
  { from: /^workers\//, ours: /^(?:workers|lib)\//, notPackages: /^fresh/ },
  { from: /^fresh\//, ours: /^fresh\// },
  {
    from: /^cli(?:\/|\.ts$)/,
    ours: /^(?:cli|lib)\/|^stack\/environment\.ts$/,
    types: /^stack\/demo_state\.ts$/,
  },
];

function breaches(source: Source, rule: Rule): string[] {
  const wrong = source.imports.filter((one) => !allowed(one, rule)).map(({ to }) => to);
  const word = rule.notWords?.exec(withoutComments(source.text))?.[0];
  return [...wrong, ...(word === undefined ? [] : [`the word ${word}`])]
    .map((what) => `${source.path} uses ${what}`);
}

function allowed({ to, ours, typeOnly }: Import, { ours: own, types, notPackages }: Rule): boolean {
  if (!ours) return typeOnly || !notPackages?.test(to);
  return own === undefined || own.test(to) || (typeOnly && types?.test(to) === true);
}

const sources = await readSources();
const shipped = sources.filter(({ isTest }) => !isTest);

for (const rule of RULES) {
  Deno.test(`imports of ${rule.from.source} keep to the table of SYSTEM_ARCHITECTURE.md`, () => {
    const bound = shipped.filter(({ path }) => rule.from.test(path));
    assert.ok(bound.length > 0, "the rule binds no file");
    assert.deepEqual(bound.flatMap((source) => breaches(source, rule)), []);
  });
}

Deno.test("only the programs' entry files read the environment", () => {
  const entries = /^(?:main|serve|dev|cli|workers\/main)\.ts$|^(?:stack|bench|fresh|deploy)\//;
  const readers = shipped.filter(({ path, text }) =>
    !entries.test(path) && /\bDeno\.env\b|\bprocess\.env\b/.test(withoutComments(text))
  );
  assert.deepEqual(readers.map(({ path }) => path), []);
});

Deno.test("no import goes through an alias, an address or a barrel", () => {
  const odd = sources.flatMap(({ imports }) =>
    imports.filter(({ to, ours }) =>
      ours
        ? /(?:^|\/)(?:index|mod)\.tsx?$/.test(to) && !/^(?:fresh|routes)\//.test(to)
        : /^(?:@\/|~|https?:|npm:|jsr:)/.test(to)
    )
  );
  assert.deepEqual(odd.map(({ from, to }) => `${from} imports ${to}`), []);
});

Deno.test("files of lib use each other without a circle", () => {
  const uses = new Map(shipped.map(({ path, imports }) => [
    path,
    imports.filter(({ ours, typeOnly }) => ours && !typeOnly).map(({ to }) => to),
  ]));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    assert.ok(!trail.includes(path), `a circle: ${[...trail, path].join(" -> ")}`);
    if (done.has(path)) return;
    for (const next of uses.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of shipped.filter(({ path }) => path.startsWith("lib/"))) walk(path, []);
});

Deno.test("`importsOf()` tells types from values, and code from comments and strings", () => {
  const source = [
    'import { a } from "./a.ts";',
    'import type { B } from "./b.ts";',
    'import { type C, type D } from "../c.ts";',
    'import { type E, f } from "./e.ts";',
    'import "./side.ts";',
    'export { g } from "./g.ts";',
    'export type { H } from "./h.ts";',
    'import {\n  i,\n} from "kysely";',
    '// import { no } from "./no.ts";',
    '/* import { no } from "./no.ts"; */',
    "const text = \"import { no } from './no.ts'\";",
    'const late = await import("./late.ts");',
    'new Worker(new URL("./worker.ts", import.meta.url));',
  ].join("\n");
  const found = importsOf("lib/x/y.ts", source).map(({ to, typeOnly }) =>
    `${to}${typeOnly ? " (type)" : ""}`
  );
  assert.deepEqual(found, [
    "lib/x/a.ts",
    "lib/x/b.ts (type)",
    "lib/c.ts (type)",
    "lib/x/e.ts",
    "lib/x/side.ts",
    "kysely",
    "lib/x/g.ts",
    "lib/x/h.ts (type)",
    "lib/x/late.ts",
    "lib/x/worker.ts",
  ]);
});
