import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { App } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { staticFiles } from "../middlewares/static_files.ts";
import { uniqueNames } from "./build.ts";
import { Builder } from "./builder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const FILES: Record<string, string> = {
  "main.ts": `import { App, staticFiles, csp } from "fresh";
    export const app = new App().use(csp({ useNonce: true, csp: ["connect-src 'self'"] }))
      .use(staticFiles()).fsRoutes();`,
  "routes/index.tsx": `import { computed, signal } from "@preact/signals";
    import { Box, Toggle } from "../islands/Box.tsx";
    import Counter from "../islands/Counter.tsx";
    import Here from "./(group)/(_islands)/Here.tsx";
    export default function Home() {
      const n = signal(3);
      return <main>
        <Counter id="a" n={n} /><Counter id="b" n={n} />
        <Box title={<b>T</b>} data={new Map([[1, "</script><!--"]])} twice={computed(() => n.value * 2)}>
          <p>from the server <input type="checkbox" checked /></p><Counter id="c" n={signal(10)} />
        </Box>
        <Toggle><em>hidden</em><Counter id="d" n={signal(7)} /></Toggle>
        <Here />
      </main>;
    }`,
  "routes/api/[id].ts": `export const handler = { GET: (ctx) => Response.json(ctx.params) };`,
  "routes/api/[id]_test.ts": `throw new Error("a test file is not a route");`,
  "routes/(_components)/Part.tsx": `throw new Error("a private folder has no routes");`,
  "routes/(group)/(_islands)/Here.tsx": `import { IS_BROWSER } from "fresh/runtime";
    export default () => <i class="here">{IS_BROWSER ? "browser" : "server"}</i>;`,
  "islands/Counter.tsx": `import { useEffect, useState } from "preact/hooks";
    export default function Counter({ id, n }) {
      const [ready, setReady] = useState(false);
      useEffect(() => setReady(true), []);
      return <div id={id} class={ready ? "ready" : ""}>
        <button type="button" onClick={() => n.value++}>+</button><span>{n}</span>
        <a href="/">home</a><img src="/x.png" alt="" />
      </div>;
    }`,
  "islands/Box.tsx": `import { useSignal } from "@preact/signals";
    import { asset, IS_BROWSER } from "fresh/runtime";
    export const Box = ({ title, data, twice, children }) => <section>
      <h2>{title}</h2><u>{data.get(1)} {twice} {IS_BROWSER && Deno.env.get("FRESH_PUBLIC_SAMPLE")}
      {IS_BROWSER && String(Deno.env.get("SECRET"))}</u>{children}<s>{asset("/x.png")}</s>
    </section>;
    export function Toggle({ children }) {
      const on = useSignal(false);
      return <div id="toggle">
        <button type="button" onClick={() => on.value = !on.value}>?</button>{on.value && children}
      </div>;
    }`,
  "static/a.css": `a { background: url('/x.png') } b { background: url("data:,/y") }`,
  "static/sub/b.txt": "b",
  "static/.secret/c.txt": "c",
  "static/.well-known/d.txt": "d",
};

/** Writes the sample app into a new folder that uses this package and the installed modules. */
async function writeApp(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "fresh_app_" });
  const root = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  const { fresh, preact, "@preact/signals": signals } = root.imports;
  const config = {
    nodeModulesDir: "manual",
    lock: false,
    links: [relative(dir, join(ROOT, "fresh"))],
    imports: { fresh, preact, "@preact/signals": signals },
    compilerOptions: root.compilerOptions,
  };
  for (const [name, text] of Object.entries({ ...FILES, "deno.json": JSON.stringify(config) })) {
    await Deno.mkdir(dirname(join(dir, name)), { recursive: true });
    await Deno.writeTextFile(join(dir, name), text);
  }
  await Deno.symlink(join(ROOT, "node_modules"), join(dir, "node_modules"));
  return dir;
}

describe("Builder", () => {
  let dir = "";
  before(async () => {
    Deno.env.set("FRESH_PUBLIC_SAMPLE", "public");
    Deno.env.set("SECRET", "secret");
    dir = await writeApp();
  });
  after(() => Deno.remove(dir, { recursive: true }));

  it("gives a memory build to an app: lazy routes, static files, islands", async () => {
    const builder = new Builder({ root: dir });
    builder.onTransformStaticFile(
      { pluginName: "t", filter: /\.txt$/, exclude: ["d.txt"] },
      (args) => {
        return { content: `${args.text}!` };
      },
    );
    const [apply] = await Promise.all([
      builder.build({ snapshot: "memory" }),
      new Builder({ root: dir }).build({ snapshot: "memory" }),
    ]);
    const app = new App().use(staticFiles()).fsRoutes();
    apply(app);
    const handler = app.handler();
    const text = async (path: string) =>
      await (await handler(new Request(`http://localhost${path}`))).text();
    assert.equal(await text("/api/7"), '{"id":"7"}');
    assert.equal(await text("/sub/b.txt"), "b!");
    assert.equal(await text("/.well-known/d.txt"), "d");
    assert.equal(await text("/.secret/c.txt"), "Not Found");
    assert.equal(await text("/api/[id]_test"), '{"id":"[id]_test"}');
    assert.equal(
      await text("/a.css"),
      `a { background: url("/x.png?__frsh_c=${BUILD_ID}") } b { background: url("data:,/y") }`,
    );
    const js = await text(`/_fresh/js/${BUILD_ID}/Box.js`);
    assert.match(js, /"public"/);
    assert.doesNotMatch(js, /secret/);
  });

  it("serves the app in development until its signal", async () => {
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<Deno.NetAddr>();
    const app = new App().use(staticFiles()).get("/", (ctx) => ctx.text(ctx.config.mode));
    await new Builder({ root: dir }).listen(() => Promise.resolve({ app }), {
      hostname: "127.0.0.1",
      port: 0,
      signal: stop.signal,
      onListen: resolve,
    });
    const { port } = await promise;
    assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "development");
    const response = await fetch(`http://127.0.0.1:${port}/sub/b.txt`);
    assert.equal(await response.text(), "b");
    assert.match(response.headers.get("cache-control") ?? "", /no-store/);
    stop.abort();
  });

  it("names modules by their files, once each", () => {
    const files = ["islands/foo.v2.tsx", "/a/_bar-baz-...-$.tsx", "/a/1_hello.tsx", "b/foo_v2.ts"];
    assert.deepEqual([...uniqueNames(files).keys()], [
      "foo_v2",
      "_bar_baz_$",
      "_hello",
      "foo_v2_1",
    ]);
  });

  it("refuses what is not part of the stand-in by name", async () => {
    const builder = new Builder({ root: dir });
    await Deno.writeTextFile(join(dir, "islands/Remote.tsx"), `import "jsr:@x/y";`);
    await assert.rejects(builder.build({ snapshot: "memory" }), /jsr:@x\/y is not part of this/);
    await Deno.remove(join(dir, "islands/Remote.tsx"));
    assert.throws(() => builder.registerIsland("jsr:@x/y"), /island jsr:@x\/y is not part of this/);
  });
});

describe("a build on disk in the browser", () => {
  let dir = "";
  let server: Deno.ChildProcess;
  let origin = "";
  let browser: Browser;
  let page: Page;

  before(async () => {
    dir = await writeApp();
    await new Builder({ root: dir }).build();
    server = new Deno.Command(Deno.execPath(), {
      args: [
        ...["serve", "--no-prompt", "--host=127.0.0.1", "--port=0", "--allow-net=127.0.0.1"],
        ...[
          "--allow-read=_fresh,static",
          "--allow-env=DENO_DEPLOYMENT_ID,GITHUB_SHA,CI_COMMIT_SHA",
        ],
        "_fresh/server.js",
      ],
      cwd: dir,
      env: { NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
    for (let log = ""; origin === "";) {
      const { value, done } = await reader.read();
      log += value ?? "";
      origin = /http:\/\/127\.0\.0\.1:\d+/.exec(log)?.[0] ?? "";
      assert.ok(!done, `the server did not start: ${log}`);
    }
    await reader.cancel();
    const args = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
      "--disable-background-networking --disable-component-update --disable-sync";
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: args.split(" ") });
    page = await browser.newPage();
    page.setDefaultTimeout(5_000);
  });
  after(async () => {
    await browser?.close();
    server?.kill();
    await server?.status;
    await Deno.remove(dir, { recursive: true });
  });

  it("starts its islands: shared signals, slots, templates, escaped props", async () => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    await page.goto(`${origin}/`);
    await page.waitForSelector("#a.ready");
    await page.waitForSelector("section #c.ready");
    await page.click("#a button");
    assert.deepEqual([await page.textContent("#a span"), await page.textContent("#b span")], [
      "4",
      "4",
    ]);
    assert.equal(await page.getAttribute("#a a", "aria-current"), "page");
    assert.match(await page.getAttribute("#a img", "src") ?? "", /^\/x\.png\?__frsh_c=\w+$/);
    await page.click("#c button");
    assert.equal(await page.textContent("#c span"), "11");
    assert.equal(await page.innerHTML("section h2"), "<b>T</b>");
    assert.match(
      await page.textContent("section u") ?? "",
      /^<\/script><!-- 6 public\s*undefined$/,
    );
    assert.match(await page.textContent("section s") ?? "", /^\/x\.png\?__frsh_c=\w+$/);
    assert.equal(await page.isChecked("section input"), true);
    assert.equal(await page.textContent(".here"), "browser");
    await page.click("#toggle > button");
    await page.waitForSelector("#d.ready");
    await page.click("#d button");
    assert.equal(await page.textContent("#toggle em + #d span"), "8");
    assert.doesNotMatch(await page.innerHTML("main"), /frsh:/);
    assert.deepEqual(faults, []);
  });

  it("serves routes and the static folder with explicit permissions only", async () => {
    const get = async (path: string) => {
      const response = await fetch(origin + path);
      return [response.status, await response.text()];
    };
    assert.deepEqual(await get("/api/7"), [200, '{"id":"7"}']);
    assert.deepEqual(await get("/sub/b.txt"), [200, "b"]);
    assert.deepEqual(await get("/.well-known/d.txt"), [200, "d"]);
    assert.deepEqual(await get("/.secret/c.txt"), [404, "Not Found"]);
  });
});
