import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { walkFiles } from "../files.ts";
import { withoutComments } from "./imports.ts";
import { readSources } from "./sources.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sources = await readSources();
const shipped = sources.filter(({ isTest }) => !isTest);

function linesOf(text: string): number {
  return text.trimEnd().split("\n").length;
}

Deno.test("no file is longer than 400 lines, and few are longer than 200", () => {
  const long = shipped.map(({ path, text }) => ({ path, lines: linesOf(text) }));
  assert.deepEqual(long.filter(({ lines }) => lines > 400), []);
  const over200 = long.filter(({ lines }) => lines > 200);
  assert.ok(over200.length <= shipped.length / 20, JSON.stringify(over200));
});

Deno.test("a file is named after what it does, not after the drawer it lies in", () => {
  const drawer =
    /(?:^|\/)(?:\w+_)?(?:utils?|helpers?|common|misc|managers?|services?|shared)(?:\.tsx?$|\/)/i;
  assert.deepEqual(shipped.map(({ path }) => path).filter((path) => drawer.test(path)), []);
});

Deno.test("files are snake_case.ts, components PascalCase.tsx, routes as Fresh wants them", () => {
  const odd = sources.map(({ path }) => path).filter((path) => {
    const name = path.split("/").at(-1) ?? "";
    if (path.startsWith("routes/")) return !/^[\w\[\].-]+\.tsx?$/.test(name);
    return !(name.endsWith(".tsx")
      ? /^[A-Z][A-Za-z0-9]*(?:_test)?\.tsx$|^[a-z0-9_]+\.tsx$/
      : /^[a-z0-9_]+\.ts$/)
      .test(name);
  });
  assert.deepEqual(odd, []);
});

/** Marks of unfinished work, and in what they count: all text, code, or the tests' code. */
const MARKS = [
  { mark: /\b(?:TO[D]O|FIX[M]E|XX[X])\b/, in: "text" },
  { mark: /@ts-(?:ignore|nocheck)/, in: "text" },
  { mark: /\bas any\b|\bas unknown as any\b/, in: "code" },
  { mark: /^\s*debugger\b/m, in: "code" },
  { mark: /\bconsole\s*\.\w/, in: "code" },
  { mark: /\.only\(|\bonly: true/, in: "tests" },
] as const;

Deno.test("nothing is put off, switched off or written past the log", () => {
  const found: string[] = [];
  for (const { path, text, isTest } of sources) {
    // Fresh's own log goes to the console, as it does in the real one; OHIF's page names it.
    const foreign = ["tests/architecture/", "fresh/", "stack/ohif/rebase"];
    if (foreign.some((start) => path.startsWith(start))) continue;
    const code = withoutComments(text);
    for (const { mark, in: where } of MARKS) {
      if (where === "tests" && !isTest) continue;
      const hit = mark.exec(where === "text" ? text : code)?.[0];
      if (hit !== undefined) found.push(`${path}: ${hit}`);
    }
  }
  assert.deepEqual(found, []);
});

Deno.test("the stand-in for Fresh stays within its 2,600 lines", () => {
  const own = shipped.filter(({ path }) => path.startsWith("fresh/"));
  const lines = own.reduce((sum, { text }) => sum + linesOf(text), 0);
  assert.ok(lines <= 2600, `${lines} lines`);
});

Deno.test("no text of the repository names a path of one machine", async () => {
  const texts =
    /\.(?:tsx?|jsx?|mjs|json|jsonc|ya?ml|md|conf|html|css|txt|sh|example)$|\/[a-z_]+$|file$/i;
  const paths = await walkFiles(root, texts);
  // Spelled in pieces, so that this file does not find itself.
  const machine = new RegExp(
    ["/work" + "/", "/tmp/" + "setup", "/ro" + "ot/"].join("|"),
  );
  const found: string[] = [];
  for (const path of paths) {
    const text = await Deno.readTextFile(path).catch(() => "");
    const hit = machine.exec(text)?.[0];
    if (hit !== undefined) found.push(`${path.slice(root.length)}: ${hit}`);
  }
  assert.deepEqual(found, []);
});
