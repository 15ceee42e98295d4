import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { computed, signal } from "@preact/signals";
import { type ComponentChildren, type ComponentType, h, type JSX, type VNode } from "preact";
import { jsxAttr } from "preact/jsx-runtime";
import { App, setBuildCache } from "../app.ts";
import { BUILD_ID } from "../build_id.ts";
import { asset, Head, Partial } from "../runtime.ts";
import { islandsOf, ProdBuildCache } from "../server/build_cache.ts";

type Wrapper = { Component: ComponentType };

/** Renders a page, inside an app wrapper if there is one. */
async function render(page: JSX.Element, wrapper?: (props: Wrapper) => JSX.Element) {
  const app = new App();
  if (wrapper !== undefined) app.appWrapper(wrapper);
  app.get("/a/b", (ctx) => ctx.render(page));
  return await (await app.handler()(new Request("http://localhost/a/b?q=1"))).text();
}

describe("a rendered document", () => {
  it("gets the html, head and body that the page lacks", async () => {
    assert.equal(
      await render(h("p", null, "x & y")),
      '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>x &amp; y</p></body></html>',
    );
    const full = h("html", { lang: "en" }, h("head", null), h("body", null, "x"));
    assert.equal(
      await render(full),
      '<!DOCTYPE html><html lang="en"><head></head><body>x</body></html>',
    );
    assert.equal(
      await render(h("html", null, h("body", null, "x"))),
      '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>x</body></html>',
    );
  });

  it("takes <Head> elements of the page in place of those of the wrapper", async () => {
    const wrapper = ({ Component }: Wrapper) => {
      const meta = h("meta", { name: "d", content: "wrapper" });
      const head = h(
        "head",
        null,
        h("title", null, "wrapper"),
        meta,
        h("style", { key: "a" }, "w"),
      );
      return h("html", null, head, h("body", null, h(Component, null)));
    };
    const inHead = [
      h("title", null, "page"),
      h("meta", { name: "d", content: "page" }),
      h("style", { key: "a" }, "p"),
      h("meta", { name: "new", content: "n" }),
    ];
    const html = await render(h("h1", null, h(Head, null, inHead)), wrapper);
    assert.equal(
      html.replaceAll(/ nonce="\w+"/g, ""),
      '<!DOCTYPE html><html><head><title>page</title><meta name="d" content="page"/>' +
        '<style data-key="a">p</style><meta name="new" content="n"/></head>' +
        "<body><h1></h1></body></html>",
    );
  });

  it("takes what components in a <Head> render, and leaves other elements in place", async () => {
    const Title = () => h("title", null, "deep");
    const wrapper = ({ Component }: Wrapper) =>
      h(
        "html",
        null,
        h("head", null, h("title", null, "w"), h("link", { rel: "icon", href: "/w.svg" })),
        h("body", null, h(Component, null)),
      );
    const icon = h("link", { rel: "icon", href: "/p.svg" });
    const page = h("p", null, h(Head, null, h(Title, null), icon, h("b", null, "here")));
    assert.equal(
      await render(page, wrapper),
      '<!DOCTYPE html><html><head><title>deep</title><link rel="icon" href="/p.svg"/></head>' +
        "<body><p><b>here</b></p></body></html>",
    );
  });

  it("refuses client navigation and partials by name", async () => {
    const refusal = async (element: JSX.Element) => {
      const app = new App()
        .onError("*", (ctx) => new Response((ctx.error as Error).message))
        .get("/", (ctx) => ctx.render(element));
      return await (await app.handler()(new Request("http://localhost/"))).text();
    };
    const navigation = h("div", { "f-client-nav": true } as JSX.HTMLAttributes);
    assert.match(await refusal(navigation), /^f-client-nav is not part of this stand-in/);
    const partial = h(Partial, { name: "p" });
    assert.match(await refusal(partial), /^<Partial> is not part of this stand-in/);
    const off = h("div", { "f-client-nav": false } as JSX.HTMLAttributes, "plain");
    assert.match(await refusal(off), /plain/);
  });

  it("pins local images and marks the links that are made while it is rendered", async () => {
    const Page = () =>
      h("div", null, [
        h("img", { src: "/i.png", srcset: "/i.png 1x, /j.png 2x" }),
        h("img", { src: "/k.png", "data-fresh-disable-lock": true }),
        h("img", { src: "https://x.test/y.png" }),
        h("a", { href: "/a/b/" }, "here"),
        h("a", { href: "/a" }, "above"),
        h("a", { href: "/a/b", "aria-current": "step" }, "own"),
        h("a", { href: "/a/b?q=1" }, "asked"),
        h("a", { href: "/a/b?q=2" }, "not asked"),
        h("a", { href: "/a/bc" }, "other"),
      ]);
    const html = await render(h("main", null, h(Page, null), h("a", { href: "/a" }, "before")));
    const key = `__frsh_c=${BUILD_ID}`;
    assert.match(
      html,
      new RegExp(`src="/i.png\\?${key}" srcset="/i.png\\?${key} 1x, /j.png\\?${key} 2x"`),
    );
    assert.match(html, /src="\/k\.png"/);
    assert.match(html, /src="https:\/\/x\.test\/y\.png"/);
    assert.match(html, /<a href="\/a\/b\/" data-current="true" aria-current="page">here/);
    assert.match(html, /<a href="\/a" data-ancestor="true" aria-current="true">above/);
    assert.match(html, /<a href="\/a\/b" aria-current="step">own/);
    assert.match(html, /<a href="\/a\/b\?q=1" data-current="true" aria-current="page">asked/);
    assert.match(html, /<a href="\/a\/b\?q=2" data-ancestor="true" aria-current="true">not asked/);
    assert.match(html, /<a href="\/a\/bc">other/);
    assert.match(html, /<a href="\/a">before/);
  });

  it("pins only local absolute paths", () => {
    assert.equal(asset("/a?b=1#c"), `/a?b=1&__frsh_c=${BUILD_ID}#c`);
    for (const path of ["a", "./a", "//cdn.test/a", "https://a.test/b", asset("/a")]) {
      assert.equal(asset(path), path);
    }
  });

  it("answers 500 when ctx.render() gets no JSX", async () => {
    const statuses: number[] = [];
    // deno-lint-ignore no-console -- the errors are logged there
    const original = console.error;
    // deno-lint-ignore no-console -- as above
    console.error = () => {};
    try {
      for (const args of [[], [{}]]) {
        const app = new App()
          // @ts-expect-error render() wants an element
          .get("/", (ctx) => ctx.render(...args));
        statuses.push((await app.handler()(new Request("http://localhost/"))).status);
      }
    } finally {
      // deno-lint-ignore no-console -- as above
      console.error = original;
    }
    assert.deepEqual(statuses, [500, 500]);
  });
});

describe("islands on the server", () => {
  function Outer(props: { n?: unknown; children?: ComponentChildren; title?: unknown }) {
    return h("section", null, props.title as VNode, h(Inner, null), props.children);
  }
  function Inner() {
    return h("i", null);
  }
  function List() {
    return h("ul", null, h("li", { key: 1 }, "one"));
  }
  function Hidden(_props: { children: ComponentChildren }) {
    return h("u", null);
  }

  const renderIslands = async (page: JSX.Element) => {
    const mod = { Outer, Inner, List, Hidden };
    const islands = islandsOf([{ name: "file", file: "/_fresh/js/x/file.js", mod }]);
    const none = { staticFiles: new Map(), fsRoutes: [] };
    const cache = new ProdBuildCache("", "", { clientEntry: "/_fresh/rt.js", islands, ...none });
    const app = new App().get("/", (ctx) => ctx.render(page));
    setBuildCache(app, cache, "production");
    const response = await app.handler()(new Request("http://localhost/"));
    const html = await response.text();
    return { html, body: /<body>(.*?)(?:<template|<script)/.exec(html)?.[1], response };
  };

  it("are marked with name, index and key; those inside another island are not", async () => {
    const { body, html, response } = await renderIslands(h(Outer, { key: "k:1" }));
    assert.equal(
      body,
      "<!--frsh:island:Outer:0:k_1--><section><i></i></section><!--/frsh:island-->",
    );
    assert.match(
      html,
      /<script type="module" nonce="\w+">import \{ boot \} from "\/_fresh\/rt\.js";import \{ Outer \} from "\/_fresh\/js\/x\/file\.js";boot\(\{Outer\},/,
    );
    assert.equal(
      response.headers.get("link"),
      '</_fresh/rt.js>; rel="modulepreload"; as="script", ' +
        '</_fresh/js/x/file.js>; rel="modulepreload"; as="script"',
    );
  });

  it("keep JSX from the server as slots, islands in it included", async () => {
    const { body, html } = await renderIslands(
      h(Outer, { title: h("b", null) }, h("p", null, h(Inner, null))),
    );
    assert.equal(
      body,
      "<!--frsh:island:Outer:0:--><section><!--frsh:slot:0:title--><b></b><!--/frsh:slot-->" +
        "<i></i><!--frsh:slot:1:children--><p><!--frsh:island:Inner:1:--><i></i>" +
        "<!--/frsh:island--></p><!--/frsh:slot--></section><!--/frsh:island-->",
    );
    assert.doesNotMatch(html.slice(html.indexOf("<script")), /<p>|<b>/);
  });

  it("keep the keys of their elements for the browser", async () => {
    // What precompiled JSX makes of a key.
    assert.equal(jsxAttr("key", "a&b"), 'data-frsh-key="a&amp;b"');
    const { body } = await renderIslands(h("div", null, h(List, null)));
    assert.match(body ?? "", /<ul><li data-frsh-key="1">one<\/li><\/ul>/);
  });

  it("keep slots that were not shown in templates", async () => {
    const { html } = await renderIslands(h(Hidden, null, h("p", null, h(Inner, null))));
    assert.match(
      html,
      /<template id="frsh-0-children"><p><!--frsh:island:Inner:1:--><i><\/i><!--\/frsh:island--><\/p><\/template><script/,
    );
  });

  it("write props so that no text can end the script, and a shared signal once", async () => {
    const shared = signal("</script><!--");
    const n = [shared, computed(() => shared.value)];
    const { html } = await renderIslands(h("div", null, h(Outer, { n }), h(Outer, { n })));
    const script = html.slice(html.indexOf("<script"));
    assert.equal(script.match(/<\/script/g)?.length, 1);
    assert.doesNotMatch(script, /<!--/);
    assert.equal(script.match(/Signal/g)?.length, 1);
    assert.equal(script.match(/Computed/g)?.length, 1);
  });

  it("refuse functions as props", async () => {
    // deno-lint-ignore no-console -- the error is logged there
    const original = console.error;
    let logged = "";
    // deno-lint-ignore no-console -- as above
    console.error = (error: unknown) => logged = String(error);
    try {
      const { response } = await renderIslands(h(Outer, { n: () => {} }));
      assert.equal(response.status, 500);
    } finally {
      // deno-lint-ignore no-console -- as above
      console.error = original;
    }
    assert.match(logged, /Serializing functions is not supported/);
  });

  it("leave pages without islands without scripts, and mark keyed server components", async () => {
    const Plain = () => h("em", null);
    const { html } = await renderIslands(h("div", null, h(Plain, { key: 7n as never })));
    assert.match(html, /<div><!--frsh:key:7--><em><\/em><!--\/frsh:key--><\/div>/);
    assert.doesNotMatch(html, /<script/);
  });
});
