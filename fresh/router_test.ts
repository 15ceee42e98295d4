import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mergePath, pathToPattern, patternToSegments, UrlPatternRouter } from "./router.ts";

const url = (path: string) => new URL(path, "http://localhost");

describe("UrlPatternRouter", () => {
  it("prefers exact paths, with or without a slash at the end", () => {
    const router = new UrlPatternRouter<string>();
    router.add("GET", "/:id", "pattern");
    router.add("GET", "/a", "a");
    router.add("GET", "/b/", "b");
    assert.equal(router.match("GET", url("/a/")).item, "a");
    assert.equal(router.match("GET", url("/b")).item, "b");
    assert.equal(router.match("GET", url("/c")).item, "pattern");
  });

  it("lets the first pattern decide, also about the method", () => {
    const router = new UrlPatternRouter<string>();
    router.add("POST", "/:a", "first");
    router.add("GET", "/:b", "second");
    const match = router.match("GET", url("/x"));
    assert.deepEqual([match.item, match.methodMatch, match.pattern], [null, false, "/:a"]);
    assert.deepEqual(router.getAllowedMethods("/:a"), ["POST"]);
  });

  it("decodes parameters but keeps encoded slashes, and gives absent ones as empty", () => {
    const router = new UrlPatternRouter<string>();
    router.add("PUT", "/f/:name{/:opt}?", "x");
    assert.deepEqual({ ...router.match("PUT", url("/f/a%20b%2Fc")).params }, {
      name: "a b%2Fc",
      opt: "",
    });
    assert.throws(() => router.match("PUT", url("/f/%zz")), URIError);
  });
});

describe("paths", () => {
  it("turn file names into patterns", () => {
    const cases = {
      "index": "/",
      "foo/index": "/foo",
      "foo/[name]/bar": "/foo/:name/bar",
      "foo/[mod]@[version]": "/foo/:mod@:version",
      "foo/[...rest]": "/foo/:rest*",
      "foo/[[name]]/bar/[[bob]]": "/foo{/:name}?/bar{/:bob}?",
      "(group)/foo": "/foo",
      "(a)/[[name]]/(b)/index": "/{:name}?",
      "[[name]]/foo": "{/:name}?/foo",
    };
    for (const [path, pattern] of Object.entries(cases)) assert.equal(pathToPattern(path), pattern);
    assert.equal(pathToPattern("(g)/foo", { keepGroups: true }), "/(g)/foo");
    for (const bad of ["foo/[a][b]", "foo/a]", "foo/[a]]", "foo/x-[[a]]", "foo/[[a]]-x"]) {
      assert.throws(() => pathToPattern(bad), SyntaxError);
    }
  });

  it("split into folders and merge with prefixes", () => {
    assert.deepEqual(patternToSegments("/foo/bar", ""), ["", "foo"]);
    assert.deepEqual(patternToSegments("/foo/bar", "", true), ["", "foo", "bar"]);
    assert.deepEqual(patternToSegments("/foo{/:x}?/bar/baz", ""), ["", "foo", "bar"]);
    assert.equal(mergePath("/foo", "*", true), "/foo");
    assert.equal(mergePath("/foo", "*", false), "/foo/*");
    assert.equal(mergePath("/*", "/baz", false), "/baz");
    assert.equal(mergePath("/foo", "/", false), "/foo");
  });
});
