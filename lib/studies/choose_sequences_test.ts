import assert from "node:assert/strict";
import type { ImageHeader } from "../dicom/image_header.ts";
import { Fault } from "../fault/fault.ts";
import { chooseSequences, findSequences } from "./choose_sequences.ts";
import { classifySeries } from "./classify_series.ts";
import type { SeriesFacts } from "./series_facts.ts";

let made = 0;

/** An MR series with a plausible header; `facts` changes what the test is about. */
function mr(
  description: string,
  facts: Partial<ImageHeader> = {},
  series: Partial<SeriesFacts> = {},
): SeriesFacts {
  const uid = `1.2.3.${++made}`;
  const header: ImageHeader = {
    sopInstanceUid: `${uid}.1`,
    sopClassUid: "1.2.840.10008.5.1.4.1.1.4",
    seriesUid: uid,
    studyUid: "1.2.3",
    modality: "MR",
    numberOfFrames: 1,
    imageType: ["ORIGINAL", "PRIMARY"],
    scanningSequence: [],
    sequenceVariant: [],
    scanOptions: [],
    rows: 256,
    columns: 256,
    position: [0, 0, 0],
    orientation: [1, 0, 0, 0, 1, 0],
    ...(description === "" ? {} : { seriesDescription: description }),
    ...facts,
  };
  return { uid, number: made, description, modality: "MR", instances: 24, header, ...series };
}

function refusal(series: readonly SeriesFacts[]): Fault {
  try {
    chooseSequences(series);
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error;
  }
  throw new assert.AssertionError({ message: "the study was accepted" });
}

const T1 = { repetitionTime: 1900, echoTime: 2.5, inversionTime: 900 };
const T2 = { repetitionTime: 5200, echoTime: 98 };
const FLAIR = { repetitionTime: 9000, echoTime: 95, inversionTime: 2500 };

const habits: readonly (readonly [string, Partial<ImageHeader>, string | null])[] = [
  ["t1_mprage_sag_p2_iso", T1, "T1"],
  ["AX T1 POST", { repetitionTime: 500, echoTime: 9 }, "T1c"],
  ["Ax T1 +C", { repetitionTime: 500, echoTime: 9 }, "T1c"],
  ["T1W_TSE Gd", {}, "T1c"],
  ["3D T1 CE", {}, "T1c"],
  ["T1 조영증강", {}, "T1c"],
  ["T1 조영 전", {}, "T1"],
  ["T1 pre", { ...T1, contrastAgent: "Gadovist" }, "T1"],
  ["t1_fl2d_tra", { ...T1, contrastAgent: "NONE" }, "T1"],
  ["BRAVO", { contrastAgent: "Dotarem" }, "T1c"],
  ["t1ce", {}, "T1c"],
  ["AX T2 FSE", T2, "T2"],
  ["T2W_TSE", {}, "T2"],
  ["T2 FLAIR", FLAIR, "FLAIR"],
  ["Sag CUBE T2 FLAIR", { repetitionTime: 6000, echoTime: 120, inversionTime: 1700 }, "FLAIR"],
  ["t2_tirm_tra_dark-fluid", FLAIR, "FLAIR"],
  ["T1 FLAIR", { repetitionTime: 2200, echoTime: 12, inversionTime: 800 }, "T1"],
  ["", T2, "T2"],
  ["", { ...FLAIR, inversionTime: 2200 }, "FLAIR"],
  ["MPRAGE", T2, "T2"], // the description lies, the times do not
  ["T2* GRE", { repetitionTime: 600, echoTime: 20, scanningSequence: ["GR"] }, null],
  ["localizer", T1, null],
  ["3-plane loc", {}, null],
  ["ep2d_diff_3scan_trace_ADC", { echoTime: 90, repetitionTime: 4000 }, null],
  ["SWI_Images", {}, null],
  ["TOF 3D", { echoTime: 4, repetitionTime: 22 }, null],
  ["brain", {}, null],
  ["T2 screenshot", { sopClassUid: "1.2.840.10008.5.1.4.1.1.7" }, null],
  ["T2 axial", { imageType: ["DERIVED", "SECONDARY", "ADC"] }, null],
  ["T1 post-op", T1, "T1"],
  ["PRE_OP T1 Gd", T1, "T1c"],
  ["T1 posterior fossa", T1, "T1"],
  ["t1_mpr_ns_sag_p2_iso", T1, "T1"],
  ["3D T1 TFE nach KM", T1, "T1c"],
  ["T1 MIP", T1, null],
  ["axT1post", T1, "T1c"],
  ["description", { protocolName: "T2 tse" }, "T2"],
];

for (const [description, facts, expected] of habits) {
  Deno.test(`"${description}" ${JSON.stringify(facts).slice(0, 70)} is ${expected}`, () => {
    const verdict = classifySeries(mr(description, facts));
    assert.equal(verdict.sequence, expected, verdict.reasons.join("; "));
    assert.ok(verdict.reasons.length > 0);
  });
}

Deno.test("`chooseSequences()` gives reasons and alternatives", () => {
  const study = [
    mr("localizer"),
    mr("t1_mprage", T1, { instances: 176 }),
    mr("t1_se_cor", { repetitionTime: 500, echoTime: 9, orientation: [1, 0, 0, 0, 0, -1] }),
    mr("t2_tse_tra", T2),
    mr("t2_flair", FLAIR),
    mr("t1_mprage post", { ...T1, contrastAgent: "Gadovist" }),
    mr("AI result", {}, { modality: "SEG", header: null }),
  ];
  const { sequences, ignored } = chooseSequences(study);
  assert.equal(sequences.T1.number, study[1]?.number);
  assert.deepEqual(sequences.T1.alternatives.map((one) => one.description), ["t1_se_cor"]);
  assert.ok(sequences.T1c.reasons.includes("contrast agent Gadovist"));
  assert.ok(sequences.T2.reasons.includes("TR 5200 TE 98 ms"));
  assert.deepEqual(ignored.map((one) => one.reasons), [["named as localiser"], ["not MR: SEG"]]);
});

Deno.test("`chooseSequences()` names what is missing", () => {
  const fault = refusal([mr("3D Ax T1 MP-RAGE", T1)]);
  assert.equal(fault.code, "sequence_missing");
  assert.deepEqual(fault.facts, { sequences: "T1c, T2, FLAIR" });
});

Deno.test("`chooseSequences()` asks when two series are equally good, not when one is better", () => {
  const study = [mr("t1", T1), mr("t1 gd", T1), mr("flair", FLAIR)];
  const fault = refusal([...study, mr("t2_tse", T2), mr("t2_tse", T2)]);
  assert.equal(fault.code, "sequence_ambiguous");
  assert.match(String(fault.facts.sequences), /^T2 \(\d+ \/ \d+\)$/);
  const fine = mr("t2_tse", { ...T2, rows: 512, columns: 512 });
  const chosen = chooseSequences([...study, mr("t2_tse", T2), fine]).sequences.T2;
  assert.equal(chosen.seriesUid, fine.uid);
  const derived = mr("t2_tse", { ...T2, imageType: ["DERIVED", "SECONDARY"] });
  const original = mr("t2_tse", T2);
  assert.equal(
    chooseSequences([...study, derived, original]).sequences.T2.seriesUid,
    original.uid,
  );
});

Deno.test("`chooseSequences()` says when a study is not MR, and else which MR sequence is missing", () => {
  const ct = mr("brain", {}, { modality: "CT", header: null });
  assert.equal(refusal([ct]).code, "modality_not_mr");
  assert.deepEqual(refusal([ct]).facts, { modality: "CT" });
  const three = [mr("t1", T1), mr("t1 gd", T1), mr("t2", T2)];
  assert.equal(refusal([...three, ct]).code, "sequence_missing");
  const mislabelled = mr("flair", {}, { modality: "CT", header: null });
  const fault = refusal([...three, mislabelled]);
  assert.equal(fault.code, "sequence_missing", "three MR sequences are there");
  assert.deepEqual(fault.facts, { sequences: "FLAIR" });
});

Deno.test("`findSequences()` reports what there is without refusing", () => {
  const finding = findSequences([mr("t1", T1), mr("t2", T2), mr("t2", T2)]);
  assert.deepEqual(finding.found.map((one) => one.name), ["T1"]);
  assert.deepEqual(finding.missing, ["T1c", "FLAIR"]);
  assert.deepEqual(finding.ambiguous.map((one) => one.name), ["T2"]);
});
