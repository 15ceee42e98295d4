import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ComponentType, h } from "preact";
import { App, setBuildCache } from "./app.ts";
import type { Context } from "./context.ts";
import { crawledRoute } from "./dev/crawl.ts";
import { HttpError } from "./error.ts";
import { page } from "./handlers.ts";
import { emptyBuild } from "./server/build_cache.ts";

type Text = { text: string };

/** A middleware that appends a letter to the state. */
function letter(text: string): (ctx: Context<Text>) => Promise<Response> {
  return (ctx) => {
    ctx.state.text = (ctx.state.text ?? "") + text;
    return ctx.next();
  };
}

function answer(ctx: Context<Text>): Response {
  return new Response(ctx.state.text);
}

async function ask<T>(app: App<T>, path: string, method = "GET"): Promise<[number, string]> {
  const response = await app.handler()(new Request(`http://localhost${path}`, { method }));
  return [response.status, await response.text()];
}

describe("App", () => {
  it("runs middlewares in order of registration, and only those that came before", async () => {
    const app = new App<Text>()
      .use(letter("A"))
      .get("/early", answer)
      .use(letter("B"), letter("C"))
      .get("/late", answer);
    assert.deepEqual(await ask(app, "/early"), [200, "A"]);
    assert.deepEqual(await ask(app, "/late"), [200, "ABC"]);
  });

  it("hangs middlewares of a path on what lies below it", async () => {
    const app = new App<Text>()
      .use(letter("A"))
      .use("/x", letter("B"))
      .get("/x/y", answer)
      .get("/y", answer);
    assert.deepEqual(await ask(app, "/x/y"), [200, "AB"]);
    assert.deepEqual(await ask(app, "/y"), [200, "A"]);
  });

  it("loads lazy middlewares and handlers once", async () => {
    let loaded = 0;
    const app = new App<Text>()
      .use(() => {
        loaded++;
        return Promise.resolve(letter("L"));
      })
      .get("/", () => Promise.resolve(answer));
    const handler = app.handler();
    for (let i = 0; i < 2; i++) {
      const response = await handler(new Request("http://localhost/"));
      assert.equal(await response.text(), "L");
    }
    assert.equal(loaded, 1);
  });

  it("answers 405 with the method missing, OPTIONS with Allow, HEAD without a body", async () => {
    const app = new App().get("/", () => new Response("ok")).post("/", () => new Response("ok"));
    assert.deepEqual(await ask(app, "/", "PUT"), [405, "Method Not Allowed"]);
    assert.deepEqual(await ask(app, "/", "HEAD"), [200, ""]);
    const request = new Request("http://localhost/", { method: "OPTIONS" });
    const options = await app.handler()(request);
    assert.equal(options.status, 204);
    assert.equal(options.headers.get("allow"), "GET, POST");
  });

  it("runs root middlewares for unknown paths, then answers 404", async () => {
    let seen = "";
    const app = new App().use((ctx) => {
      seen += ctx.url.pathname;
      return ctx.next();
    });
    assert.deepEqual(await ask(app, "//none//here"), [404, "Not Found"]);
    assert.equal(seen, "/none/here");
  });

  it("shows ctx.error to every middleware an error passes", async () => {
    const seen: unknown[] = [];
    const note = async (ctx: Context<unknown>) => {
      try {
        return await ctx.next();
      } catch (error) {
        seen.push(error === ctx.error);
        throw error;
      }
    };
    const app = new App().use(note).use(note).get("/", () => {
      throw new HttpError(418, "<teapot>");
    });
    assert.deepEqual(await ask(app, "/"), [418, "<teapot>"]);
    assert.deepEqual(seen, [true, true]);
  });

  it("prefers notFound for 404 and the error route for the rest", async () => {
    const app = new App()
      .notFound(() => new Response("nf", { status: 404 }))
      .onError("*", (ctx) => new Response(`err ${(ctx.error as Error).message}`, { status: 500 }))
      .get("/gone", () => {
        throw new HttpError(404);
      })
      .get("/bad", () => {
        throw new Error("bad");
      });
    assert.deepEqual(await ask(app, "/gone"), [404, "nf"]);
    assert.deepEqual(await ask(app, "/unknown"), [404, "nf"]);
    assert.deepEqual(await ask(app, "/bad"), [500, "err bad"]);
  });

  it("uses the nearest error route and renders it with the error's status", async () => {
    const thrower = () => {
      throw new HttpError(403);
    };
    const app = new App()
      .onError("*", () => new Response("outer"))
      .onError("/in", { component: () => h("p", null, "inner") })
      .get("/in/x", thrower)
      .get("/x", thrower);
    const [status, text] = await ask(app, "/in/x");
    assert.equal(status, 403);
    assert.match(text, /<p>inner<\/p>/);
    assert.deepEqual(await ask(app, "/x"), [200, "outer"]);
  });

  it("takes page data, status and headers from a route's handler", async () => {
    const app = new App().route("/r/:id", {
      handler: { POST: () => page({ n: 1 }, { status: 201, headers: [["x-a", "b"]] }) },
      component: ({ data, params }) => h("p", null, `${params.id}:${data?.n}`),
    });
    const request = new Request("http://localhost/r/a%20b", { method: "POST" });
    const response = await app.handler()(request);
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-a"), "b");
    assert.match(await response.text(), /<p>a b:1<\/p>/);
    // Without a GET handler the component is shown as it is.
    assert.match((await ask(app, "/r/1"))[1], /<p>1:undefined<\/p>/);
    assert.deepEqual(await ask(new App().route("/", {}), "/"), [404, "Not Found"]);
    assert.equal(page(null).data, undefined);
  });

  it("registers a lazy route for the methods that its options name", async () => {
    const load = () => Promise.resolve({ handler: (ctx: Context<unknown>) => ctx.text("lazy") });
    const app = new App()
      .route("/all", load)
      .route("/some", load, { methods: ["GET"], routeOverride: "/other" });
    assert.deepEqual(await ask(app, "/all", "PUT"), [200, "lazy"]);
    assert.deepEqual(await ask(app, "/other"), [200, "lazy"]);
    assert.deepEqual(await ask(app, "/other", "PUT"), [405, "Method Not Allowed"]);
    assert.deepEqual(await ask(app, "/some"), [404, "Not Found"]);
  });

  it("keeps the first handler of a method and address; all() takes the methods left", async () => {
    const say = (text: string) => () => new Response(text);
    const app = new App().get("/", say("first")).get("/", say("second")).all("/", say("all"));
    assert.deepEqual(await ask(app, "/"), [200, "first"]);
    assert.deepEqual(await ask(app, "/", "DELETE"), [200, "all"]);
    assert.deepEqual(await ask(app, "/", "PROPFIND"), [405, "Method Not Allowed"]);
  });

  it("treats a result that is no Response as an error", async () => {
    const app = new App()
      .onError("*", (ctx) => new Response(String(ctx.error), { status: 500 }))
      // @ts-expect-error a handler has to return a Response
      .get("/", () => undefined);
    const logged: unknown[] = [];
    // deno-lint-ignore no-console -- the error is logged there
    const original = console.error;
    // deno-lint-ignore no-console -- as above
    console.error = (error: unknown) => logged.push(error);
    try {
      assert.deepEqual(await ask(app, "/"), [500, "Internal server error"]);
    } finally {
      // deno-lint-ignore no-console -- as above
      console.error = original;
    }
    assert.match(String(logged[0]), /Expected a "Response" instance/);
  });

  it("mounts apps with their middlewares", async () => {
    const inner = new App<Text>().use(letter("I")).get("/", answer).get("/:id", answer);
    const app = new App<Text>().use(letter("O")).get("/", answer).mountApp("/v1", inner);
    assert.deepEqual(await ask(app, "/"), [200, "O"]);
    assert.deepEqual(await ask(app, "/v1"), [200, "OI"]);
    assert.deepEqual(await ask(app, "/v1/7"), [200, "OI"]);
    assert.deepEqual(await ask(new App<Text>().mountApp("/", inner), "/7"), [200, "I"]);
  });

  it("puts base paths in front of every address and pattern", async () => {
    const pattern = (ctx: Context<unknown>) => ctx.text(String(ctx.route));
    const inner = new App({ basePath: "/api" }).get("/", pattern).get("/:id", pattern);
    const app = new App({ basePath: "/main" }).get("/", pattern).mountApp("/v1", inner);
    for (const path of ["/main", "/main/v1/api"]) {
      assert.deepEqual(await ask(app, path), [200, path]);
    }
    assert.deepEqual(await ask(app, "/main/v1/api/7"), [200, "/main/v1/api/:id"]);
    assert.equal((await ask(app, "/v1/api"))[0], 404);
    // Mounted at its own base path, an app is not moved twice.
    assert.deepEqual(await ask(new App().mountApp("/api", inner), "/api/7"), [200, "/api/:id"]);
  });

  it("shares wrapper, notFound and build with the apps that it mounts", async () => {
    const wrapper = ({ Component }: { Component: ComponentType }) =>
      h("b", null, h(Component, null));
    const inner = new App().appWrapper(wrapper).notFound(() => new Response("lost")).fsRoutes();
    const app = new App().mountApp("/in", inner).get("/", (ctx) => ctx.render(h("i", null)));
    const mod = { handler: () => new Response("file") };
    const file = { ...crawledRoute("f", "f.ts", ""), mod };
    setBuildCache(app, emptyBuild([file]), "production");
    assert.match((await ask(app, "/"))[1], /<b><i><\/i><\/b>/);
    assert.deepEqual(await ask(app, "/none"), [200, "lost"]);
    assert.deepEqual(await ask(app, "/in/f"), [200, "file"]);
  });

  it("listens in the background", async () => {
    const { promise: port, resolve } = Promise.withResolvers<number>();
    const stop = new AbortController();
    const onListen = ({ port }: Deno.NetAddr) => resolve(port);
    const options = { hostname: "127.0.0.1", signal: stop.signal, onListen };
    await new App().get("/", () => new Response("up")).listen(options);
    const response = await fetch(`http://127.0.0.1:${await port}/`);
    assert.equal(await response.text(), "up");
    stop.abort();
  });

  it("gives data to pages only", async () => {
    const shows =
      (name: string) => ({ Component, data }: { Component: ComponentType; data: unknown }) =>
        h("div", null, `${name}:${data}`, h(Component, null));
    const app = new App()
      .appWrapper(shows("app"))
      .layout("/", shows("layout"))
      .route("/", { handler: () => page("d"), component: shows("page") });
    assert.match((await ask(app, "/"))[1], /app:null.*layout:null.*page:d/);
  });

  it("wraps pages in layouts from inside out, then in the app wrapper", async () => {
    const wrap = (name: string) => ({ Component }: { Component: ComponentType }) =>
      h("div", null, name, h(Component, null));
    const app = new App()
      .appWrapper(wrap("app"))
      .layout("/", wrap("root"))
      .layout("/a", wrap("a"))
      .layout("/b", wrap("b"), { skipInheritedLayouts: true, skipAppWrapper: true })
      .get("/a/x", (ctx) => ctx.render(h("i", null)))
      .get("/b/x", (ctx) => ctx.render(h("i", null)))
      .get("/c", (ctx) => ctx.render(h("i", null), {}, { skipInheritedLayouts: true }));
    const body = (html: string) => /<body>(.*)<\/body>/.exec(html)?.[1];
    assert.equal(
      body((await ask(app, "/a/x"))[1]),
      "<div>app<div>root<div>a<i></i></div></div></div>",
    );
    assert.equal(body((await ask(app, "/b/x"))[1]), "<div>b<i></i></div>");
    assert.equal(body((await ask(app, "/c"))[1]), "<div>app<i></i></div>");
  });

  it("believes proxy headers only when told to", async () => {
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "pacs.example" };
    const origin = async (trustProxy: boolean) => {
      const app = new App({ trustProxy }).get("/", (ctx) => new Response(ctx.url.origin));
      const response = await app.handler()(new Request("http://localhost:8000/", { headers }));
      return await response.text();
    };
    assert.equal(await origin(true), "https://pacs.example:8000");
    assert.equal(await origin(false), "http://localhost:8000");
  });

  it("refuses base paths that would never match", () => {
    for (const basePath of ["x", "/x/", "/x y", "/x@y"]) {
      assert.throws(() => new App({ basePath }), /Invalid basePath/);
    }
  });

  it("refuses by name what the stand-in lacks", async () => {
    assert.throws(() => new App().ws("/ws", {}), /app.ws\(\) is not part of this stand-in/);
    const app = new App()
      .onError("*", (ctx) => new Response((ctx.error as Error).message))
      .get("/ws", (ctx) => ctx.upgrade());
    assert.match((await ask(app, "/ws"))[1], /ctx.upgrade\(\) is not part of this stand-in/);
  });

  it("answers with text, HTML, JSON and streams", async () => {
    const app = new App()
      .get("/text", (ctx) => ctx.text("t", { status: 201 }))
      .get("/html", (ctx) => ctx.html("<b></b>", { headers: { "x-a": "1" } }))
      .get("/json", (ctx) => ctx.json({ a: 1 }))
      .get("/stream", (ctx) => ctx.stream(() => ["a", new Uint8Array([98]), "c"]));
    const get = async (path: string) => await app.handler()(new Request(`http://localhost${path}`));
    assert.deepEqual(await ask(app, "/text"), [201, "t"]);
    const html = await get("/html");
    assert.equal(html.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(html.headers.get("x-a"), "1");
    assert.deepEqual(await (await get("/json")).json(), { a: 1 });
    assert.equal(await (await get("/stream")).text(), "abc");
  });

  it("redirects within the site, whatever the slashes", async () => {
    const app = new App().get("/", (ctx) => ctx.redirect(ctx.url.searchParams.get("to") ?? ""));
    const to = async (path: string) => {
      const request = new Request(`http://localhost/?to=${encodeURIComponent(path)}`);
      return (await app.handler()(request)).headers.get("location");
    };
    assert.equal(await to("//evil.test//x?y=//z"), "/evil.test/x?y=//z");
    assert.equal(await to("https://a.test//b"), "https://a.test//b");
    assert.equal(await to("//x#h&fresh-partial"), "/x#h&fresh-partial");
    // A redirect of a partial request leads to a partial answer.
    const partial = new App().get("/p", (ctx) => ctx.redirect("/a?b#c"));
    const request = new Request("http://localhost/p?fresh-partial=true");
    const { headers } = await partial.handler()(request);
    assert.equal(headers.get("location"), "/a?b&fresh-partial=true#c");
  });
});
