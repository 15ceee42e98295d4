import assert from "node:assert/strict";
import { rebase } from "./rebase.ts";
import { stridedViewMaker } from "./strided_view.ts";

const view = stridedViewMaker("uint8");
const data = Uint8Array.from({ length: 24 }, (_, n) => n);
const cube = () => view(data.slice(), [2, 3, 4], [12, 4, 1], 0);

Deno.test("`stridedViewMaker()` reads and writes by shape and stride", () => {
  const block = cube();
  assert.equal(block.get(1, 2, 3), 23);
  assert.equal(block.size, 24);
  assert.deepEqual(block.order, [2, 1, 0]);
  block.set(0, 1, 2, 99);
  assert.equal(block.data[6], 99);
});

Deno.test("views of views share their data", () => {
  const block = cube();
  const picked = block.pick(1, null, 2);
  assert.deepEqual([picked.shape, picked.get(0), picked.get(2)], [[3], 14, 22]);
  assert.equal(block.transpose(2, 0, 1).get(3, 1, 2), 23);
  assert.deepEqual([block.hi(1, 2, 3).shape, block.lo(1, 1).get(0, 0, 0)], [[1, 2, 3], 16]);
  const back = block.step(1, -1, 2);
  assert.deepEqual([back.shape, back.get(0, 0, 0), back.get(0, 2, 1)], [[2, 3, 2], 8, 2]);
  picked.set(1, 77);
  assert.equal(block.get(1, 1, 2), 77);
});

Deno.test("`rebase()` moves page, scripts, styles and manifests, and leaves no inline script", async () => {
  const page = await rebase(
    "index.html",
    '<script>console.time("scriptToView"),window.PUBLIC_URL="/"</script>' +
      '<link href="/app.bundle.css"><script src="/a.js"></script><a href="//x"></a>' +
      "<script>function browserImportFunction(n){return import(n)}</script>",
  );
  assert.equal(
    page,
    '<script src="/ohif/boot.js"></script><link href="/ohif/app.bundle.css">' +
      '<script src="/ohif/a.js"></script><a href="//x"></a>',
  );
  await assert.rejects(rebase("index.html", "<script>other()</script>"), /3\.13\.2/);
  assert.equal(
    await rebase("a.css", "a{b:url(/x.png)url('/y')url(//z)}"),
    "a{b:url(/ohif/x.png)url('/ohif/y')url(//z)}",
  );
  assert.equal(
    await rebase("a.js", "__webpack_require__.p = \"/\"; browserImportFunction('/x')"),
    "__webpack_require__.p = \"/ohif/\"; browserImportFunction('/ohif/x')",
  );
});

Deno.test("`rebase()` puts our views where OHIF would compile strings", async () => {
  const script = await rebase(
    "a.js",
    "function compileConstructor(dtype, dimension) {\n  return new Function('x')(dtype)\n}\n",
  );
  const compile = new Function(`${script}; return compileConstructor`)();
  assert.equal(compile("uint8", 1)(data, [24], [1], 0).get(5), 5);
});
