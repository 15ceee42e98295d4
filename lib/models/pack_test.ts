import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Fault } from "../fault/fault.ts";
import { encodeGraph } from "../onnx/graph.ts";
import { sha256Hex } from "../onnx/model_file.ts";
import { findPack, loadPacks } from "./load_packs.ts";
import { isOriginPack, isSegmentationPack, isStripperPack, openPack } from "./pack.ts";

const MODELS = fileURLToPath(new URL("../../models", import.meta.url));
const SHIPPED = `${MODELS}/tumour-own-4`;

/** Anything JSON; tests change a manifest before they write it. */
type Json = { [key: string]: Json } | Json[] | string | number | boolean | null;

/** Copies the shipped pack, lets `change` spoil it, and gives its directory. */
async function withPack(
  change: (pack: string, manifest: { [key: string]: Json }) => Promise<void> | void,
  use: (pack: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    const pack = `${root}/tumour-own-4`;
    await Deno.mkdir(pack);
    for (const file of ["model.onnx", "card.md", "knowledge.json"]) {
      await Deno.copyFile(`${SHIPPED}/${file}`, `${pack}/${file}`);
    }
    const manifest = JSON.parse(await Deno.readTextFile(`${SHIPPED}/manifest.json`));
    await change(pack, manifest);
    await Deno.writeTextFile(`${pack}/manifest.json`, JSON.stringify(manifest));
    await use(pack);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function refusal(code: string, reason: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof Fault, String(error));
    assert.equal(error.code, code);
    assert.match(String(error.facts["reason"]), reason);
    return true;
  };
}

Deno.test("loadPacks() opens every shipped pack and refuses none", async () => {
  const list = await loadPacks(MODELS);
  assert.deepEqual(list.refused, []);
  const tumour = findPack(list, "tumour-own-4");
  assert.ok(isSegmentationPack(tumour) && !isOriginPack(tumour));
  assert.equal(tumour.manifest.trainedWithoutPatientImages, true);
  assert.match(tumour.card.data.join(" "), /Synthetic images only/);
  assert.ok(tumour.card.knownFailures.length >= 5);
  assert.ok(tumour.knowledge !== undefined && tumour.knowledge.patients >= 1000);
  const figure = tumour.card.figures.find(({ measure }) => measure === "Dice WT / TC / ET");
  assert.equal(figure?.value, "0.857 / 0.799 / 0.792");
});

Deno.test("the shipped skull stripper says in its card what its manifest says", async () => {
  const stripper = findPack(await loadPacks(MODELS), "skull-stripper-0");
  assert.ok(isStripperPack(stripper) && !isSegmentationPack(stripper));
  assert.equal(stripper.manifest.trainedWithoutPatientImages, true);
  assert.match(stripper.card.data.join(" "), /without patient images/);
  assert.ok(stripper.card.markdown.includes(stripper.manifest.sha256));
  const { size } = await Deno.stat(stripper.model.path);
  assert.ok(size <= 8 * 2 ** 20);
});

Deno.test("openPack() refuses a skull stripper whose grid is not the graph's", async () => {
  const root = await Deno.makeTempDir();
  try {
    const pack = `${root}/skull-stripper-0`;
    await Deno.mkdir(pack);
    for (const file of ["model.onnx", "card.md"]) {
      await Deno.copyFile(`${MODELS}/skull-stripper-0/${file}`, `${pack}/${file}`);
    }
    const text = await Deno.readTextFile(`${MODELS}/skull-stripper-0/manifest.json`);
    const manifest = JSON.parse(text);
    manifest.input.size = [96, 96, 96];
    await Deno.writeTextFile(`${pack}/manifest.json`, JSON.stringify(manifest));
    await assert.rejects(openPack(pack), refusal("model_unfit", /image is 1x2x96x112x96/));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("findPack() answers model_unknown for an id that is not there", async () => {
  const list = await loadPacks(MODELS);
  assert.throws(() => findPack(list, "no-such"), (error: unknown) => {
    return error instanceof Fault && error.code === "model_unknown";
  });
});

Deno.test("openPack() refuses a pack whose card is of another file", async () => {
  await withPack(async (pack, { sha256 }) => {
    const card = await Deno.readTextFile(`${pack}/card.md`);
    await Deno.writeTextFile(`${pack}/card.md`, card.replaceAll(String(sha256), "0".repeat(64)));
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /card does not name .* checksum/));
  });
});

Deno.test("loadPacks() refuses a bad pack with its reason and still opens the others", async () => {
  await withPack(() => {}, async (pack) => {
    const models = pack.slice(0, pack.lastIndexOf("/"));
    await Deno.mkdir(`${models}/broken`);
    const list = await loadPacks(models);
    assert.deepEqual(list.packs.map(({ manifest }) => manifest.id), ["tumour-own-4"]);
    assert.equal(list.refused[0]?.directory, "broken");
    assert.throws(() => findPack(list, "broken"), refusal("model_broken", /manifest.json/));
  });
});

Deno.test("openPack() refuses a directory that is not there", async () => {
  await assert.rejects(openPack(`${MODELS}/nothing`), (error: unknown) => {
    return error instanceof Fault && error.code === "model_unknown";
  });
});

for (const file of ["model.onnx", "card.md", "knowledge.json"]) {
  Deno.test(`openPack() refuses a pack without ${file}`, async () => {
    await withPack((pack) => Deno.remove(`${pack}/${file}`), async (pack) => {
      await assert.rejects(openPack(pack), refusal("model_broken", new RegExp(file)));
    });
  });
}

Deno.test("openPack() refuses a model that was altered by one bit", async () => {
  const flip = async (pack: string) => {
    const bytes = await Deno.readFile(`${pack}/model.onnx`);
    bytes[100_000]! ^= 1;
    await Deno.writeFile(`${pack}/model.onnx`, bytes);
  };
  await withPack(flip, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /checksum/));
  });
});

Deno.test("openPack() refuses a manifest that names a path out of the pack", async () => {
  await withPack((_, manifest) => {
    manifest["file"] = "../model.onnx";
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /file/));
  });
});

Deno.test("openPack() refuses a manifest without the disclaimer, and unknown keys", async () => {
  await withPack((_, manifest) => {
    manifest["disclaimer"] = "For clinical use.";
    manifest["extra"] = 1;
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /disclaimer[\s\S]*|extra/));
  });
});

Deno.test("openPack() refuses a directory that is not called after its pack", async () => {
  await withPack((_, manifest) => {
    manifest["id"] = "another-name";
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /another-name/));
  });
});

Deno.test("openPack() refuses a card of another version", async () => {
  await withPack((_, manifest) => {
    manifest["version"] = "9.9.9";
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /1\.0\.0.*9\.9\.9/));
  });
});

Deno.test("openPack() refuses a graph whose channels are not those of the manifest", async () => {
  await withPack((_, manifest) => {
    const input = manifest["input"] as { [key: string]: Json };
    input["neighbours"] = [-3, 0, 3];
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_unfit", /image is nx23x192x160.*15/));
  });
});

Deno.test("openPack() refuses a graph without the tensor that the manifest names", async () => {
  const replace = async (pack: string, manifest: { [key: string]: Json }) => {
    const bytes = encodeGraph({
      name: "other",
      inputs: [{ name: "image", shape: ["n", 23, 192, 160] }],
      outputs: [{ name: "logits", shape: ["n", 3, 192, 160] }],
      nodes: [{ op: "Identity", inputs: ["image"], outputs: ["logits"] }],
    });
    await Deno.writeFile(`${pack}/model.onnx`, bytes);
    manifest["sha256"] = await sha256Hex(bytes);
  };
  await withPack(replace, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_unfit", /no tensor prob, only logits/));
  });
});

Deno.test("openPack() refuses to mirror slices along z, where neighbours have an order", async () => {
  await withPack((_, manifest) => {
    const input = manifest["input"] as { [key: string]: Json };
    input["flips"] = ["x", "z"];
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /flips/));
  });
});

Deno.test("openPack() refuses a region whose label has no code", async () => {
  await withPack((_, manifest) => {
    const output = manifest["output"] as { [key: string]: Json };
    (output["labels"] as Json[]).pop();
  }, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /label/));
  });
});

/** Writes what `change` makes of the knowledge file, with its own checksum in the manifest. */
function changeKnowledge(change: (file: { [key: string]: Json }) => void) {
  return async (pack: string, manifest: { [key: string]: Json }) => {
    const file = JSON.parse(await Deno.readTextFile(`${pack}/knowledge.json`));
    change(file);
    const text = JSON.stringify(file);
    await Deno.writeTextFile(`${pack}/knowledge.json`, text);
    const sha256 = await sha256Hex(new TextEncoder().encode(text));
    manifest["knowledge"] = { file: "knowledge.json", sha256 };
  };
}

Deno.test("openPack() opens a pack that does not say what it knows", async () => {
  await withPack((_, manifest) => {
    delete manifest["knowledge"];
  }, async (pack) => {
    const opened = await openPack(pack);
    assert.ok(isSegmentationPack(opened) && opened.knowledge === undefined);
  });
});

Deno.test("openPack() refuses a knowledge file that was altered", async () => {
  const alter = async (pack: string) => {
    const text = await Deno.readTextFile(`${pack}/knowledge.json`);
    await Deno.writeTextFile(`${pack}/knowledge.json`, text.replace('"limit": ', '"limit": 1'));
  };
  await withPack(alter, async (pack) => {
    await assert.rejects(openPack(pack), refusal("model_broken", /checksum of knowledge\.json/));
  });
});

const WRONG_KNOWLEDGE: readonly [string, (file: { [key: string]: Json }) => void, RegExp][] = [
  ["without a limit", (file) => delete file["limit"], /limit/],
  ["of other features", (file) => (file["percentiles"] as Json[]).pop(), /the mean is not of/],
  ["of other sequences", (file) => (file["channels"] as Json[]).reverse(), /T2, T1c, T1, FLAIR/],
  ["with words for numbers", (file) => file["mean"] = "a b", /not numbers/],
  [
    "with too few weights for T1 and T1c",
    (file) => file["contrastOrder"] = { weights: "1 2", margin: 1 },
    /not as many as the features/,
  ],
  ["with a row too few", (file) => (file["covariance"] as Json[]).pop(), /lower half/],
  [
    "that is no covariance",
    (file) => (file["covariance"] as Json[])[0] = "-1",
    /not positive definite/,
  ],
  [
    "whose differences cannot be turned round",
    (file) => (file["differencePercentiles"] as Json[])[0] = 1,
    /not symmetric/,
  ],
];

for (const [what, change, reason] of WRONG_KNOWLEDGE) {
  Deno.test(`openPack() refuses a knowledge file ${what}`, async () => {
    await withPack(changeKnowledge(change), async (pack) => {
      await assert.rejects(openPack(pack), refusal("model_broken", reason));
    });
  });
}
