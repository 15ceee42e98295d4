import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { h } from "preact";
import { App, setBuildCache } from "./app.ts";
import { crawledRoute } from "./dev/crawl.ts";
import { type FreshFsMod, sortRoutePaths } from "./fs_routes.ts";
import { emptyBuild } from "./server/build_cache.ts";

type State = { text: string };
type Files = Record<string, FreshFsMod<State> | (() => Promise<FreshFsMod<State>>)>;

/** Makes a function that asks an app with these route files, put below a path if one is given. */
function serve(
  files: Files,
  below?: string,
): (path: string, method?: string) => Promise<[number, string]> {
  const routes = Object.entries(files).map(([path, mod]) => ({
    ...crawledRoute(path.replace(/\.tsx?$/, ""), path, ""),
    mod,
  }));
  const app = new App<State>().fsRoutes(below);
  setBuildCache(app, emptyBuild(routes), "production");
  const handler = app.handler();
  return async (path, method = "GET") => {
    const response = await handler(new Request(`http://localhost${path}`, { method }));
    const text = await response.text();
    return [response.status, /<body>(.*)<\/body>/.exec(text)?.[1] ?? text];
  };
}

const text = (name: string): FreshFsMod<State> => ({ default: () => h("p", null, name) });
const wrapper = (name: string): FreshFsMod<State> => ({
  default: (props) => h("div", null, name, h(props.Component, null)),
});

describe("file routes", () => {
  it("apply _app, _layout and _middleware of the folders, root first", async () => {
    const ask = serve({
      "_app.tsx": wrapper("app"),
      "_layout.tsx": wrapper("root"),
      "a/_layout.tsx": wrapper("a"),
      "a/index.tsx": { default: ({ state }) => h("i", null, state.text) },
      "a/_middleware.ts": {
        handler: [(ctx) => {
          ctx.state.text += "B";
          return ctx.next();
        }],
      },
      "_middleware.ts": {
        handler: (ctx) => {
          ctx.state.text = "A";
          return ctx.next();
        },
      },
      "b.tsx": text("b"),
    });
    assert.deepEqual(await ask("/a"), [
      200,
      "<div>app<div>root<div>a<i>AB</i></div></div></div>",
    ]);
    assert.deepEqual(await ask("/b"), [200, "<div>app<div>root<p>b</p></div></div>"]);
  });

  it("keep groups out of the address and private folders out of the routes", async () => {
    const ask = serve({
      "(in)/_layout.tsx": wrapper("in"),
      "(in)/index.tsx": text("index"),
      "(out)/about.tsx": text("about"),
    });
    assert.deepEqual(await ask("/"), [200, "<div>in<p>index</p></div>"]);
    assert.deepEqual(await ask("/about"), [200, "<p>about</p>"]);
  });

  it("render _error with the error's status, _404 with 200, nested ones first", async () => {
    const fail = () => {
      throw new Error("boom");
    };
    const ask = serve({
      "_error.tsx": { default: ({ error }) => h("p", null, `root ${(error as Error).message}.`) },
      "fail.tsx": { handler: fail },
      "a/_error.tsx": text("inner"),
      "a/fail.tsx": { default: fail },
    });
    assert.deepEqual(await ask("/fail", "POST"), [500, "<p>root boom.</p>"]);
    assert.deepEqual(await ask("/a/fail"), [500, "<p>inner</p>"]);
    // Like Fresh's, an error of the framework has a status only; the client gets its phrase.
    assert.deepEqual(await ask("/none"), [404, "<p>root .</p>"]);
    assert.deepEqual(await serve({ "a.tsx": text("a") })("/none"), [404, "Not Found"]);
    assert.deepEqual(await serve({ "_404.tsx": text("lost") })("/none"), [200, "<p>lost</p>"]);
  });

  it("know the methods of loaded routes only", async () => {
    const mod: FreshFsMod<State> = { handlers: { GET: () => new Response("ok") } };
    const eager = serve({ "x.ts": mod });
    assert.deepEqual(await eager("/x", "POST"), [405, "Method Not Allowed"]);
    const lazy = serve({ "x.ts": () => Promise.resolve(mod) });
    assert.deepEqual(await lazy("/x"), [200, "ok"]);
    assert.deepEqual(await lazy("/x", "HEAD"), [200, ""]);
    assert.deepEqual(await lazy("/x", "POST"), [404, "Not Found"]);
    assert.deepEqual(await lazy("/x", "OPTIONS"), [404, "Not Found"]);
  });

  it("take the pattern of routeOverride and merge methods of one address", async () => {
    const ask = serve({
      "x.ts": { config: { routeOverride: "/y/:id" }, handler: () => new Response("y") },
      "(a)/m.ts": { handler: { POST: () => new Response("post") } },
      "m.ts": { handler: { GET: () => new Response("get") } },
    });
    assert.deepEqual(await ask("/y/1"), [200, "y"]);
    assert.deepEqual([await ask("/m"), await ask("/m", "POST")], [[200, "get"], [200, "post"]]);
  });

  it("lie below the path that they are put at, but in the folders of their names", async () => {
    const files: Files = {
      "_layout.tsx": wrapper("root"),
      "a/_layout.tsx": wrapper("a"),
      "a/b.tsx": text("b"),
      "x.ts": { config: { routeOverride: "/y/:id" }, handler: (ctx) => ctx.text(`${ctx.route}`) },
    };
    const ask = serve(files, "/at");
    assert.deepEqual(await ask("/at/a/b"), [200, "<div>root<div>a<p>b</p></div></div>"]);
    assert.deepEqual(await ask("/at/y/1"), [200, "/at/y/:id"]);
    assert.deepEqual(await ask("/a/b"), [404, "Not Found"]);
  });

  it("let async components answer for themselves", async () => {
    const ask = serve({
      "_app.tsx": {
        default: async ({ url, Component }) =>
          await Promise.resolve(
            url.searchParams.has("app") ? new Response("app") : h("b", null, h(Component, null)),
          ),
      },
      "index.tsx": { default: async () => await Promise.resolve(h("i", null)) },
      "r.tsx": { default: async () => await Promise.resolve(new Response("own")) },
    });
    assert.deepEqual(await ask("/"), [200, "<b><i></i></b>"]);
    assert.deepEqual(await ask("/?app"), [200, "app"]);
    assert.deepEqual(await ask("/r"), [200, "own"]);
  });

  it("warn of handlers that have no effect", async () => {
    const warnings: unknown[] = [];
    // deno-lint-ignore no-console -- the warnings go there
    const original = console.warn;
    // deno-lint-ignore no-console -- as above
    console.warn = (text: string) => warnings.push(text.replace(/^.*WARNING\] /, ""));
    const handler = { GET: () => new Response("never") };
    try {
      const ask = serve({
        "_middleware.ts": { handler },
        "_layout.tsx": { ...wrapper("layout"), handler },
        "index.tsx": text("index"),
      });
      assert.deepEqual(await ask("/"), [200, "<div>layout<p>index</p></div>"]);
    } finally {
      // deno-lint-ignore no-console -- as above
      console.warn = original;
    }
    assert.deepEqual(warnings, [
      "Unsupported route config: Middleware does not support object handlers with GET, POST, etc. " +
      "in _middleware.ts",
      "Unsupported route config: Layout does not support handlers",
    ]);
  });

  it("refuse files without usable exports", () => {
    assert.throws(() => serve({ "index.tsx": {} }), /relevant exports in: index.tsx/);
    const handler = (_request: unknown, _ctx: unknown) => new Response("Fresh 1");
    assert.throws(() => serve({ "x.ts": { handler } as never }), /one argument.*in: x.ts/);
    const css = { ...text("x"), css: ["a.css"] };
    assert.throws(() => serve({ "x.tsx": css }), /"css" of x.tsx is not part of this stand-in/);
  });

  it("come in the order in which they have to be registered", () => {
    const sorted = [
      "/_app",
      "/_error",
      "/auth/logout",
      "/foo/_middleware",
      "/foo/_layout",
      "/foo/_error",
      "/foo/index",
      "/foo/bar/index",
      "/foo/bar",
      "/login",
      "/(g)/_middleware",
      "/(g)/_private",
      "/(g)/index",
      "/(g)/[org]/index",
      "/[id]",
      "/[...slug]",
    ];
    assert.deepEqual(sorted.toReversed().sort(sortRoutePaths), sorted);
  });
});
