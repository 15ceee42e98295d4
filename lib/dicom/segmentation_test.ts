import assert from "node:assert/strict";
import fc from "fast-check";
import { caseTest } from "../../tests/cases.ts";
import { dciodvfyErrors } from "../../tests/fixtures/dciodvfy.ts";
import { exampleSegmentation, exampleSource } from "../../tests/fixtures/result_objects.ts";
import { assertGolden } from "../../tests/golden/golden.ts";
import { dicomCielab } from "./cielab.ts";
import { item, items, text } from "./dataset.ts";
import { derivedDescription, RESEARCH_USE } from "./derived_object.ts";
import { readPart10 } from "./part10.ts";
import { makeSegmentation, type Segmentation, type SegmentationOptions } from "./segmentation.ts";
import { packBits, unpackBits } from "./segmentation_bits.ts";
import { readSegmentation } from "./segmentation_read.ts";

function written(options: SegmentationOptions): Segmentation {
  const made = makeSegmentation(options);
  assert.ok(made);
  return made;
}

Deno.test("bits come back from frames of any size, packed without a gap", () => {
  const frame = (length: number) =>
    fc.uint8Array({ min: 0, max: 1, minLength: length, maxLength: length });
  const frames = fc.integer({ min: 1, max: 40 }).chain((length) =>
    fc.array(frame(length), { minLength: 1, maxLength: 6 })
  );
  fc.assert(fc.property(frames, (given) => {
    const bytes = packBits(given);
    const length = given[0]!.length;
    assert.equal(bytes.length, 2 * Math.ceil(given.length * length / 16));
    given.forEach((pixels, n) => assert.deepEqual(unpackBits(bytes, n * length, length), pixels));
  }));
});

Deno.test("the first pixel is the least significant bit (PS3.5 8.1.1)", () => {
  const frame = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 0, 1);
  assert.deepEqual(packBits([frame]), Uint8Array.of(0b1000_0001, 0b0000_0010));
});

Deno.test("a segmentation is read back voxel by voxel, and counts are voxels times spacings", async () => {
  const source = await exampleSource();
  const options = exampleSegmentation(source);
  const made = written(options);
  const read = readSegmentation(made.bytes, source.volume);
  assert.deepEqual(read.segments.map((segment) => segment.number), [1, 2, 3]);
  read.segments.forEach((segment, n) => {
    const { value, voxels, mm3, trackingUid, label } = made.segments[n]!;
    const same = segment.mask.data.every((bit, at) =>
      bit === (options.labels.data[at] === value ? 1 : 0)
    );
    assert.ok(same, label);
    assert.deepEqual([segment.voxels, segment.mm3], [voxels, mm3]);
    assert.deepEqual([segment.trackingUid, segment.label], [trackingUid, label]);
    assert.equal(mm3, Number((voxels * 0.9 * 0.95 * 3).toFixed(6)));
  });
  assert.deepEqual(made.empty.map((segment) => segment.label), ["Non-enhancing lesion"]);
  assert.equal(read.patientName, "Hong^Gildong=洪^吉童=홍^길동");
  assert.equal(
    read.seriesDescription,
    "own-seg 0.1.0: Research use only. Not for diagnostic use.",
  );
});

Deno.test("without a grid the frames span their own, with the same volumes", async () => {
  const made = written(exampleSegmentation(await exampleSource()));
  const read = readSegmentation(made.bytes);
  assert.deepEqual(read.grid.size, [10, 7, 3]);
  assert.deepEqual(
    read.segments.map((segment) => [segment.voxels, segment.mm3]),
    made.segments.map((segment) => [segment.voxels, segment.mm3]),
  );
});

Deno.test("labels of any kind come back as they were", async () => {
  const source = await exampleSource();
  const options = exampleSegmentation(source);
  const anyLabels = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 4), {
    minLength: 350,
    maxLength: 350,
  });
  fc.assert(
    fc.property(anyLabels, (values) => {
      const labels = { ...options.labels, data: Uint8Array.from(values) };
      const made = makeSegmentation({ ...options, labels });
      const back = new Uint8Array(350);
      if (made !== undefined) {
        for (const { number, mask } of readSegmentation(made.bytes, source.volume).segments) {
          const { value } = made.segments[number - 1]!;
          mask.data.forEach((bit, at) => {
            if (bit === 1) back[at] = value;
          });
        }
      }
      assert.deepEqual(back, labels.data);
    }),
    { numRuns: 30 },
  );
});

Deno.test("every frame names its source image, and the source series lists all of its images", async () => {
  const source = await exampleSource();
  const dataset = readPart10(written(exampleSegmentation(source)).bytes);
  const listed = items(item(dataset, "ReferencedSeriesSequence"), "ReferencedInstanceSequence");
  assert.deepEqual(
    listed.map((entry) => entry.ReferencedSOPInstanceUID),
    source.headers.map((header) => header.sopInstanceUid),
  );
  for (const frame of items(dataset, "PerFrameFunctionalGroupsSequence")) {
    const derivation = item(frame, "DerivationImageSequence");
    const image = item(derivation, "SourceImageSequence");
    const uid = text(image, "ReferencedSOPInstanceUID");
    const header = source.headers.find((entry) => entry.sopInstanceUid === uid);
    const place = item(frame, "PlanePositionSequence").ImagePositionPatient;
    assert.deepEqual(place, header?.position);
    assert.equal(item(image, "PurposeOfReferenceCodeSequence").CodeValue, "121322");
  }
});

Deno.test("a long model name loses whole words, never the version or the sentence", () => {
  const described = (name: string, version = "1.20.3") => derivedDescription({ name, version });
  assert.equal(described("a net"), `a net 1.20.3: ${RESEARCH_USE}`);
  assert.equal(described("a network with a long name"), `a network 1.20.3: ${RESEARCH_USE}`);
  assert.equal(
    described("NeuroNova tumour segmentation 0", "0.1.0"),
    `NeuroNova 0.1.0: ${RESEARCH_USE}`,
  );
  assert.equal(described("tumour-segmentation-network"), `1.20.3: ${RESEARCH_USE}`);
  assert.equal(described("tumour seg-01").length, 64);
});

Deno.test("an empty result makes no segmentation", async () => {
  const options = exampleSegmentation(await exampleSource());
  const labels = { ...options.labels, data: new Uint8Array(options.labels.data.length) };
  assert.equal(makeSegmentation({ ...options, labels }), undefined);
});

Deno.test("wrong sources and labels are refused by name", async () => {
  const source = await exampleSource();
  const options = exampleSegmentation(source);
  const { labels } = options;
  const [a, ...rest] = labels.affine;
  const moved = { ...labels, affine: [a + 0.01, ...rest] as const };
  assert.throws(() => makeSegmentation({ ...options, labels: moved }), {
    code: "geometry_unusable",
  });
  const headers = source.headers.map((header, k) =>
    k === 2 ? { ...header, frameOfReferenceUid: "2.25.9" } : header
  );
  const mixed = { headers, grid: source.volume };
  assert.throws(() => makeSegmentation({ ...options, source: mixed }), {
    code: "frame_of_reference_mixed",
  });
  const fewer = { headers: source.headers.slice(1), grid: source.volume };
  assert.throws(() => makeSegmentation({ ...options, source: fewer }), {
    code: "geometry_unusable",
  });
  assert.throws(() => makeSegmentation({ ...options, segments: options.segments.slice(1) }), {
    code: "internal",
    message: /label 1/,
  });
});

Deno.test("a segmentation on another grid, cut off or of another kind is refused", async () => {
  const source = await exampleSource();
  const { bytes } = written(exampleSegmentation(source));
  const [a, b, c, x, ...rest] = source.volume.affine;
  const elsewhere = {
    size: source.volume.size,
    affine: [a, b, c, x + 1, ...rest] as const,
  };
  assert.throws(() => readSegmentation(bytes, elsewhere), { code: "geometry_unusable" });
  assert.throws(() => readSegmentation(bytes.subarray(0, bytes.length - 4)), {
    code: "series_truncated",
  });
});

Deno.test("dciodvfy finds no error in a segmentation", async () => {
  const made = written(exampleSegmentation(await exampleSource()));
  assert.deepEqual(await dciodvfyErrors(made.bytes), []);
});

Deno.test("a segmentation with fixed UIDs is the golden one", async () => {
  const made = written(exampleSegmentation(await exampleSource()));
  await assertGolden("segmentation", readPart10(made.bytes));
});

Deno.test("colours are written as scaled CIELab", () => {
  assert.deepEqual(dicomCielab([255, 255, 255]), [65535, 32896, 32896]);
  assert.deepEqual(dicomCielab([0, 0, 0]), [0, 32896, 32896]);
  // sRGB red is L* 54.29, a* 80.81, b* 69.89 against D50.
  const [l, a, b] = dicomCielab([255, 0, 0]);
  assert.ok(Math.abs(l / 655.35 - 54.29) < 0.05);
  assert.ok(Math.abs(a * 255 / 65535 - 128 - 80.81) < 0.05);
  assert.ok(Math.abs(b * 255 / 65535 - 128 - 69.89) < 0.05);
});

caseTest(
  "reads segmentations that highdicom wrote, with the voxel counts that it finds",
  ["dicom-seg-sr/seg_image_ct_binary.dcm"],
  async (folder) => {
    const read = async (name: string) =>
      readSegmentation(await Deno.readFile(`${folder}/dicom-seg-sr/${name}.dcm`));
    const single = await read("seg_image_ct_binary");
    assert.deepEqual(single.segments.map(({ label, voxels }) => [label, voxels]), [
      ["first segment", 127 + 256 + 255],
    ]);
    assert.deepEqual(single.grid.size, [16, 16, 3]);
    const overlapping = await read("seg_image_ct_binary_overlap");
    assert.deepEqual(overlapping.segments.map(({ voxels, type }) => [voxels, type.value]), [
      [64, "272673000"],
      [16, "421060004"],
    ]);
    await assert.rejects(read("seg_image_ct_binary_fractional"), {
      code: "dicom_invalid",
      message: /FRACTIONAL/,
    });
    await assert.rejects(read("ct_image"), { code: "dicom_invalid" });
  },
);
