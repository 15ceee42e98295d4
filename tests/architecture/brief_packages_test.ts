import assert from "node:assert/strict";
import { readSources } from "./sources.ts";

/** Where a package of the brief lives: files that use it, or what stands in its place. */
interface Place {
  /** What the code imports: the package itself, or its replacement. */
  readonly as: readonly string[];
  /** Files that import it for use. */
  readonly at: readonly string[];
  /** Why it is not the package itself. */
  readonly instead?: string;
}

/** Every package that the brief names. */
const BRIEF: Readonly<Record<string, Place>> = {
  "fresh": { as: ["fresh"], at: ["state.ts", "routes/(_middleware)/portal.ts"] },
  "preact": { as: ["preact", "preact/hooks", "@preact/signals"], at: ["islands/ViewerFrame.tsx"] },
  "djwt": {
    as: ["jose"],
    at: ["lib/session/signed_token.ts"],
    instead: "djwt is on JSR only; jose is audited and has EdDSA",
  },
  "deno_mysql": {
    as: ["mysql2", "kysely"],
    at: ["lib/database/pool.ts", "lib/database/connect.ts"],
    instead: "no release for years, no check of the TLS host, no migrations",
  },
  "onnxruntime-node": { as: ["onnxruntime-node"], at: ["lib/onnx/network.ts"] },
  "bullmq": { as: ["bullmq"], at: ["lib/inference/queue.ts"] },
  "ioredis": { as: ["ioredis"], at: ["lib/inference/redis.ts"] },
  "dicomweb-client": {
    as: ["./ask.ts", "./multipart.ts"],
    at: ["lib/orthanc/orthanc.ts"],
    instead: "it needs XMLHttpRequest; on the server a fetch and a multipart reader do",
  },
  "std/testing": {
    as: ["node:assert/strict"],
    at: ["tests/architecture/brief_packages_test.ts"],
    instead: "on JSR only; Deno.test with node:assert",
  },
};

const sources = await readSources();

for (const [name, { as, at, instead }] of Object.entries(BRIEF)) {
  Deno.test(`${name} of the brief is ${instead === undefined ? "used" : "replaced"} where it says`, () => {
    for (const path of at) {
      const text = sources.find((source) => source.path === path)?.text;
      assert.ok(text !== undefined, `${path} is not there`);
      assert.ok(
        as.some((what) => text.includes(`from "${what}"`)),
        `${path} imports none of ${as}`,
      );
    }
    if (instead === undefined) return;
    const users = sources.filter(({ imports }) =>
      imports.some(({ to, typeOnly }) => !typeOnly && to.includes(name))
    );
    assert.deepEqual(users.map(({ path }) => path), [], `${name} is used after all`);
  });
}
