import assert from "node:assert/strict";
import { fourSequences, newUid, seriesFiles } from "../../tests/flows/inference_study.ts";
import { testOrthanc } from "../../tests/shared_servers.ts";
import { Fault } from "../fault/fault.ts";
import { openOrthanc } from "./orthanc.ts";
import { sopUidOf } from "./sop_uid.ts";

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    assert.ok(error instanceof Fault, String(error));
    return error.code;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

function studyOf(uid: string): Uint8Array<ArrayBuffer>[] {
  const study = { uid, patientId: "P-1" };
  return fourSequences(uid).flatMap((series) => seriesFiles(study, series));
}

Deno.test("`openOrthanc()` stores a study, finds it and gives back the very bytes", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const uid = newUid();
  const files = studyOf(uid);
  await orthanc.store(files);
  await orthanc.store(files.slice(0, 3)); // again: no error, nothing new
  assert.equal((await orthanc.statistics()).instances, files.length);
  assert.equal((await orthanc.searchStudies({ studyUid: uid })).length, 1);
  assert.equal((await orthanc.searchStudies({ studyUid: newUid() })).length, 0);
  const series = await orthanc.studySeries(uid);
  assert.equal(series.length, 4);
  const seriesUid = `${uid}.2`;
  const back = await orthanc.seriesFiles(uid, seriesUid);
  assert.equal(back.length, 8);
  const first = files[0]!;
  const stored = await orthanc.storedFile(uid, seriesUid, sopUidOf(first));
  assert.deepEqual(stored, first);
  assert.equal(await orthanc.storedFile(uid, seriesUid, newUid()), null);
  assert.match(await orthanc.version(), /^1\./);
  const metadata = await orthanc.seriesMetadata(uid, seriesUid);
  assert.deepEqual(metadata[0]?.["0008103E"]?.Value, ["t1_mprage_sag"]);
});

Deno.test("`store()` says which files the PACS did not keep, though it answered", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const [good, bad] = studyOf(newUid());
  const cut = bad!.slice(0, -100); // its pixels end too early
  assert.equal(await codeOf(() => orthanc.store([good!, cut])), "store_failed");
  assert.equal(await codeOf(() => orthanc.store([new Uint8Array(300)])), "dicom_invalid");
  assert.equal((await orthanc.statistics()).instances, 1);
});

Deno.test("`changes()` reports a stable study, whose UID can be asked for", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const uid = newUid();
  await orthanc.store(studyOf(uid));
  const { changes, last } = await orthanc.changes(0);
  const study = changes.find((change) => change.type === "NewStudy");
  assert.equal(await orthanc.studyUidOf(study?.id ?? ""), uid);
  assert.equal(await orthanc.studyUidOf("no-such-id"), null);
  assert.ok(last > 0 && (await orthanc.lastChange()) >= last);
});

Deno.test("every call is a fault with a name when the PACS is missing, silent or refuses us", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const uid = newUid();
  assert.equal(await codeOf(() => orthanc.studySeries(uid)), "study_not_found");
  assert.equal(await codeOf(() => orthanc.studySeries("../system")), "study_not_found");
  assert.equal(await codeOf(() => orthanc.seriesFiles(uid, uid)), "study_not_found");
  const stranger = openOrthanc({ ...server.config, password: "another password" });
  assert.equal(await codeOf(() => stranger.version()), "orthanc_unavailable");
  const reason = new Fault("inference_cancelled", "enough");
  const signal = AbortSignal.abort(reason);
  assert.equal(
    await codeOf(() => orthanc.seriesFiles(uid, uid, { signal })),
    "inference_cancelled",
  );
  await server.kill();
  assert.equal(await codeOf(() => orthanc.version()), "orthanc_unavailable");
  await server.restart();
  assert.match(await orthanc.version(), /^1\./);
});

Deno.test("`removeSeries()` removes one series, and nothing when it is not there", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const uid = newUid();
  await orthanc.store(studyOf(uid));
  await orthanc.removeSeries(`${uid}.2`);
  await orthanc.removeSeries(`${uid}.2`);
  assert.equal((await orthanc.studySeries(uid)).length, 3);
});

Deno.test("compressed images arrive as Explicit VR Little Endian", async () => {
  await using server = await testOrthanc();
  const orthanc = openOrthanc(server.config);
  const uid = newUid();
  const [file] = studyOf(uid);
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${dir}/plain.dcm`, file!);
    const { code } = await new Deno.Command("dcmcjpeg", {
      args: [`${dir}/plain.dcm`, `${dir}/jpeg.dcm`],
      stderr: "null",
    }).output();
    assert.equal(code, 0, "dcmcjpeg (dcmtk) must work");
    await orthanc.store([await Deno.readFile(`${dir}/jpeg.dcm`)]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
  const [instance] = await orthanc.seriesInstances(uid, `${uid}.2`);
  const sopUid = String(instance?.["00080018"]?.Value?.[0]);
  const stored = await orthanc.storedFile(uid, `${uid}.2`, sopUid);
  const [plain] = await orthanc.seriesFiles(uid, `${uid}.2`);
  assert.ok(
    new TextDecoder("latin1").decode(stored ?? undefined).includes("1.2.840.10008.1.2.4.70"),
  );
  assert.ok(new TextDecoder("latin1").decode(plain).includes("1.2.840.10008.1.2.1\0"));
  assert.deepEqual(plain!.slice(-512), file!.slice(-512));
});
