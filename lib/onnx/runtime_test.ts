import assert from "node:assert/strict";
import { Fault } from "../fault/fault.ts";
import { encodeGraph, type Graph, type GraphNode } from "./graph.ts";
import { sha256Hex } from "./model_file.ts";
import type { ModelFile } from "./model_file.ts";
import { Runtime } from "./runtime.ts";

const CPU = { providers: ["cpu"], threads: 1 };
const SIDE = 512;

/** `links` multiplications of a square matrix with itself: work without weights. */
function chain(links: number): Graph {
  const nodes: GraphNode[] = [];
  for (let i = 0; i < links; i++) {
    const from = i === 0 ? "x" : `y${i - 1}`;
    const to = i === links - 1 ? "y" : `y${i}`;
    nodes.push({ op: "MatMul", inputs: [from, "x"], outputs: [to] });
  }
  const shape = ["n", "n"];
  return { name: "chain", inputs: [{ name: "x", shape }], outputs: [{ name: "y", shape }], nodes };
}

function unary(op: string, shape: (number | string)[] = ["n"]): Graph {
  return {
    name: op,
    inputs: [{ name: "x", shape }],
    outputs: [{ name: "y", shape }],
    nodes: [{ op, inputs: ["x"], outputs: ["y"] }],
  };
}

/** Writes a model under a temporary directory and gives the way to it. */
async function withModel(
  bytes: Uint8Array,
  use: (model: ModelFile, runtime: Runtime) => Promise<void>,
  options = CPU,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  const runtime = new Runtime(options);
  try {
    const path = `${directory}/model.onnx`;
    await Deno.writeFile(path, bytes);
    await use({ path, sha256: await sha256Hex(bytes) }, runtime);
  } finally {
    runtime.close();
    await Deno.remove(directory, { recursive: true });
  }
}

function vector(...values: number[]) {
  return { x: { data: Float32Array.from(values), shape: [values.length] } };
}

function identity() {
  const data = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < SIDE; i++) data[i * SIDE + i] = 1;
  return { x: { data, shape: [SIDE, SIDE] } };
}

function faultOf(code: string, reason?: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Fault, String(error));
    assert.equal(error.code, code);
    if (reason !== undefined) assert.match(String(error.facts["reason"]), reason);
    return true;
  };
}

Deno.test("Runtime.run() answers a network's outputs and hands the input buffers over", async () => {
  await withModel(encodeGraph(unary("Neg")), async (model, runtime) => {
    const inputs = vector(1, -2);
    const { outputs, provider } = await runtime.run(model, inputs);
    assert.deepEqual(outputs["y"], { data: Float32Array.of(-1, 2), shape: [2] });
    assert.deepEqual(provider, { used: "cpu", skipped: [] });
    assert.equal(inputs.x.data.length, 0, "the buffer was copied, not transferred");
  });
});

Deno.test("Runtime.run() falls through providers that are not there and says why", async () => {
  const options = { providers: ["cuda", "nonsense", "cpu"], threads: 1 };
  await withModel(encodeGraph(unary("Neg")), async (model, runtime) => {
    const { provider } = await runtime.run(model, vector(1));
    assert.equal(provider.used, "cpu");
    assert.deepEqual(provider.skipped.map((one) => one.provider), ["cuda", "nonsense"]);
    for (const { reason } of provider.skipped) assert.ok(reason.length > 10);
  }, options);
});

Deno.test("Runtime.run() refuses when no provider opens the model", async () => {
  const options = { providers: ["nonsense"], threads: 1 };
  await withModel(encodeGraph(unary("Neg")), async (model, runtime) => {
    await assert.rejects(runtime.run(model, vector(1)), faultOf("model_broken", /nonsense: /));
  }, options);
});

Deno.test("Runtime.run() refuses NaN, empty and wrongly counted inputs", async () => {
  await withModel(encodeGraph(unary("Neg")), async (model, runtime) => {
    await assert.rejects(
      runtime.run(model, vector(1, NaN)),
      faultOf("model_unfit", /not finite/),
    );
    await assert.rejects(runtime.run(model, vector()), faultOf("model_unfit", /empty/));
    const wrong = { x: { data: new Float32Array(3), shape: [2] } };
    await assert.rejects(runtime.run(model, wrong), faultOf("model_unfit", /3 values/));
  });
});

Deno.test("Runtime.run() refuses outputs that are not finite", async () => {
  await withModel(encodeGraph(unary("Log")), async (model, runtime) => {
    await assert.rejects(runtime.run(model, vector(-1)), faultOf("model_broken", /not finite/));
  });
});

Deno.test("Runtime.run() survives what the runtime throws and goes on", async () => {
  await withModel(encodeGraph(unary("Neg", [3])), async (model, runtime) => {
    await assert.rejects(runtime.run(model, vector(1)), faultOf("runtime_crashed"));
    await assert.rejects(
      runtime.run(model, { z: { data: new Float32Array(3), shape: [3] } }),
      faultOf("runtime_crashed"),
    );
    const { outputs } = await runtime.run(model, vector(1, 2, 3));
    assert.deepEqual(outputs["y"]?.data, Float32Array.of(-1, -2, -3));
  });
});

Deno.test("Runtime.run() gives a provider up that fails in the middle and goes on with the next", async () => {
  // The same provider twice stands in for a device that fails: what it cannot run is a wrong shape.
  const options = { providers: ["cpu", "cpu"], threads: 1 };
  await withModel(encodeGraph(unary("Neg", [3])), async (model, runtime) => {
    const before = await runtime.run(model, vector(1, 2, 3));
    assert.deepEqual(before.provider.skipped, []);
    await assert.rejects(runtime.run(model, vector(1)), faultOf("runtime_crashed"));
    const { outputs, provider } = await runtime.run(model, vector(4, 5, 6));
    assert.deepEqual(outputs["y"]?.data, Float32Array.of(-4, -5, -6));
    assert.deepEqual(provider.skipped.map((one) => one.provider), ["cpu"]);
  }, options);
});

Deno.test("Runtime.run() refuses a missing, an altered and a senseless model file", async () => {
  const bytes = encodeGraph(unary("Neg"));
  await withModel(bytes, async (model, runtime) => {
    const absent = { ...model, path: `${model.path}.absent` };
    await assert.rejects(runtime.run(absent, vector(1)), faultOf("model_broken", /read/));
    const altered = { ...model, sha256: "0".repeat(64) };
    await assert.rejects(runtime.run(altered, vector(1)), faultOf("model_broken", /checksum/));
  });
  await withModel(new TextEncoder().encode("<html>"), async (model, runtime) => {
    await assert.rejects(runtime.run(model, vector(1)), faultOf("model_broken", /cpu: /));
  });
});

Deno.test("Runtime.run() keeps the network open: a changed file does not matter any more", async () => {
  await withModel(encodeGraph(unary("Neg")), async (model, runtime) => {
    await runtime.run(model, vector(1));
    await Deno.remove(model.path);
    const { outputs } = await runtime.run(model, vector(5));
    assert.deepEqual(outputs["y"]?.data, Float32Array.of(-5));
  });
});

Deno.test("The main thread's timers tick while a network runs", async () => {
  await withModel(encodeGraph(chain(60)), async (model, runtime) => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const started = performance.now();
    await runtime.run(model, identity());
    const elapsed = performance.now() - started;
    clearInterval(timer);
    assert.ok(elapsed > 50, `the network is too fast to show anything: ${elapsed} ms`);
    assert.ok(ticks > elapsed / 25, `${ticks} ticks in ${elapsed} ms`);
  });
});

Deno.test("Aborting stops a run at once, refuses the waiting one and leaves the thread usable", async () => {
  await withModel(encodeGraph(chain(3000)), async (model, runtime) => {
    const abort = new AbortController();
    const running = runtime.run(model, identity(), { signal: abort.signal });
    const waiting = runtime.run(model, identity(), { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    const started = performance.now();
    await assert.rejects(running, faultOf("inference_cancelled"));
    await assert.rejects(waiting, faultOf("inference_cancelled"));
    assert.ok(performance.now() - started < 2000);
    await assert.rejects(
      runtime.run(model, identity(), { signal: AbortSignal.abort() }),
      faultOf("inference_cancelled"),
    );
    const small = { x: { data: Float32Array.of(1), shape: [1, 1] } };
    const { outputs } = await runtime.run(model, small);
    assert.deepEqual(outputs["y"]?.data, Float32Array.of(1));
  });
});

Deno.test("A run that takes too long is stopped", async () => {
  await withModel(encodeGraph(chain(3000)), async (model, runtime) => {
    const slow = runtime.run(model, identity(), { timeoutMs: 100 });
    await assert.rejects(slow, (error: unknown) => {
      assert.ok(error instanceof Fault && error.code === "runtime_crashed");
      return /within 100 ms/.test(error.message);
    });
  });
});

Deno.test("Closing ends the run that is under way and refuses later ones", async () => {
  await withModel(encodeGraph(chain(3000)), async (model, runtime) => {
    const running = runtime.run(model, identity());
    setTimeout(() => runtime.close(), 50);
    await assert.rejects(running, faultOf("inference_cancelled"));
    await assert.rejects(runtime.run(model, identity()), faultOf("inference_cancelled"));
  });
});
