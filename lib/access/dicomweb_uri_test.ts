import assert from "node:assert/strict";
import fc from "fast-check";
import { parseDicomwebUri } from "./dicomweb_uri.ts";

const ROOT = "/orthanc/dicom-web";
const S = "1.2.840.113619.2.1";
const OTHER = "1.2.840.113619.2.2";

function refused(method: string, uri: string): void {
  const request = parseDicomwebUri(method, uri);
  assert.ok("refused" in request, `${method} ${uri} -> ${JSON.stringify(request)}`);
}

Deno.test("`parseDicomwebUri()` reads every resource that viewer and worker use", () => {
  for (
    const rest of [
      "",
      "/series",
      "/instances",
      "/metadata",
      "/series/1.2",
      "/series/1.2/instances",
      "/series/1.2/metadata",
      "/series/1.2/rendered",
      "/series/1.2/instances/1.3",
      "/series/1.2/instances/1.3/metadata",
      "/series/1.2/instances/1.3/rendered?viewport=64,64",
      "/series/1.2/instances/1.3/frames/1",
      "/series/1.2/instances/1.3/frames/1,2,3",
      "/series/1.2/instances/1.3/frames/1/rendered",
      "/series/1.2/instances/1.3/bulk/0042/1",
      "/series/1.2/instances/1.3/bulk/7fe00010",
      "/series?includefield=0020000E%2C0008103E&limit=101",
      `/series?StudyInstanceUID=${S}`,
    ]
  ) {
    const request = parseDicomwebUri("GET", `${ROOT}/studies/${S}${rest}`);
    assert.deepEqual(request, { action: "read", studyUid: S }, rest);
  }
});

Deno.test("`parseDicomwebUri()` lets nobody ask for a rendering that ends Orthanc", () => {
  const ask = (query: string) =>
    parseDicomwebUri("GET", `${ROOT}/studies/${S}/series/1.2/instances/1.3/rendered?${query}`);
  const read = { action: "read", studyUid: S };
  for (
    const query of [
      "viewport=9999,9999",
      "viewport=100%2C100",
      "viewport=512,512,0,0,256,256",
      "viewport=512,512,,,256,256",
      "window=40,400,linear&quality=90",
      "window=-0.5%2c1.5",
      "accept=image/png",
      "annotation=patient,technique",
    ]
  ) assert.deepEqual(ask(query), read, query);
  for (
    const query of [
      "viewport=0,0",
      "viewport=0,100",
      "viewport=-5,-5",
      "viewport=99999,99999",
      "viewport=1,100000",
      "viewport=1e9,1",
      "viewport=512,512,0,0,0,0",
      "viewport=512,512,0,0,99999,9",
      "viewport=100",
      "viewport",
      "viewport=100,100&viewport=99999,99999",
      "VIEWPORT=100,100",
      "quality=1000000",
      "accept=image/jp2",
      "size=1",
      "constructor=1",
    ]
  ) assert.deepEqual(ask(query), { refused: "rendering" }, query);
});

Deno.test("`parseDicomwebUri()` finds the one study of a search, by keyword or tag", () => {
  for (
    const query of [
      `StudyInstanceUID=${S}`,
      `limit=101&offset=0&fuzzymatching=false&includefield=00081030%2C00080060&StudyInstanceUID=${S}`,
      `0020000D=${S}`,
    ]
  ) {
    const request = parseDicomwebUri("GET", `${ROOT}/studies?${query}`);
    assert.deepEqual(request, { action: "search", studyUid: S }, query);
  }
});

Deno.test("`parseDicomwebUri()` ties a search to no study unless it names exactly one", () => {
  for (
    const query of [
      "",
      "?",
      "?00100020=NN-0001",
      "?PatientName=KIM*",
      `?StudyInstanceUID=${S}&StudyInstanceUID=${OTHER}`,
      `?StudyInstanceUID=${S}&0020000D=${S}`,
      `?StudyInstanceUID=${S},${OTHER}`,
      `?StudyInstanceUID=${S}%2C${OTHER}`,
      "?StudyInstanceUID=*",
      "?StudyInstanceUID=1.2.*",
      "?StudyInstanceUID=",
      "?StudyInstanceUID",
    ]
  ) {
    const request = parseDicomwebUri("GET", `${ROOT}/studies${query}`);
    assert.deepEqual(request, { action: "search", studyUid: null }, query);
  }
});

Deno.test("`parseDicomwebUri()` refuses spellings of the study filter that Orthanc ignores", () => {
  const keys = [
    "studyinstanceuid",
    "STUDYINSTANCEUID",
    "studyInstanceUid",
    "0020000d",
    "0020,000D",
  ];
  for (const key of keys) {
    refused("GET", `${ROOT}/studies?${key}=${S}`);
    refused("GET", `${ROOT}/studies?StudyInstanceUID=${S}&${key}=${S}`);
  }
});

Deno.test("`parseDicomwebUri()` knows a store, of any study or of one", () => {
  const any = parseDicomwebUri("POST", `${ROOT}/studies`);
  assert.deepEqual(any, { action: "store", studyUid: null });
  const one = parseDicomwebUri("POST", `${ROOT}/studies/${S}`);
  assert.deepEqual(one, { action: "store", studyUid: S });
  for (
    const rest of [`/studies?x=1`, "/studies/", `/studies/${S}/series`, "/series", "/studies?"]
  ) {
    refused("POST", ROOT + rest);
  }
});

Deno.test("`parseDicomwebUri()` refuses every other method, whatever its case", () => {
  const uri = `${ROOT}/studies/${S}`;
  for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "", "GET ", "GETX"]) {
    refused(method, uri);
  }
});

Deno.test("`parseDicomwebUri()` refuses every spelling that another parser may read otherwise", () => {
  for (
    const uri of [
      `${ROOT}/studies/${S}/../${OTHER}`,
      `${ROOT}/studies/${S}/..`,
      `${ROOT}/studies/${S}/./series`,
      `${ROOT}/studies/${S}/%2e%2e/${OTHER}`,
      `${ROOT}/studies/${S}%2Fseries`,
      `${ROOT}/studies/${S}%2f..%2f${OTHER}`,
      `${ROOT}/studies/${S}%5c..%5c${OTHER}`,
      `${ROOT}/studies/${S}\\series`,
      `${ROOT}/studies/${S}%00`,
      `${ROOT}/studies/${S}%00.series`,
      `${ROOT}/studies/${S}%252fseries`,
      `${ROOT}/studies/${S}%25252e`,
      `${ROOT}/studies/%31.2.840`,
      `/orthanc//dicom-web/studies/${S}`,
      `${ROOT}//studies/${S}`,
      `${ROOT}/studies//${S}`,
      `${ROOT}/studies/${S}//series`,
      `//host${ROOT}/studies/${S}`,
      `http://host${ROOT}/studies/${S}`,
      `${ROOT}/studies/${S};x=1`,
      `${ROOT};/studies/${S}`,
      `${ROOT}/studies/${S}#x`,
      `${ROOT}/studies/${S} HTTP/1.1`,
      `${ROOT}/studies/${S}\r\nX: y`,
      `${ROOT}/studies/${S}\0`,
      `${ROOT}/studies/１.２.３`,
      `${ROOT}/studies/${S}/시리즈`,
      `${ROOT}/studies/${S}/series%`,
      `${ROOT}/studies/${S}/`,
      `${ROOT}/studies/`,
      `${ROOT}/Studies/${S}`,
      `${ROOT.toUpperCase()}/studies/${S}`,
      `${ROOT}/studies/${S}?a=%00`,
      `${ROOT}/studies?PatientName=%252e%252e`,
      `${ROOT}/studies?Study%49nstanceUID=${S}`,
      `${ROOT}/studies?StudyInstanceUID[]=${S}`,
      `${ROOT}/studies?a=b?StudyInstanceUID=${S};x`,
      `${ROOT}/studies?${"a=b&".repeat(600)}StudyInstanceUID=${S}`,
      "",
      "/",
      "studies",
    ]
  ) refused("GET", uri);
});

Deno.test("`parseDicomwebUri()` refuses wrong UIDs", () => {
  for (
    const uid of [
      "1",
      "1.",
      ".1",
      "1..2",
      "1.2.x",
      "1.2,1.3",
      "-1.2",
      "1.2 ",
      "*",
      "1.2*",
      `1.${"2".repeat(63)}`,
      "null",
      "undefined",
    ]
  ) {
    refused("GET", `${ROOT}/studies/${uid}`);
    refused("GET", `${ROOT}/studies/${S}/series/${uid}`);
    refused("GET", `${ROOT}/studies/${S}/series/1.2/instances/${uid}/frames/1`);
    refused("POST", `${ROOT}/studies/${uid}`);
  }
});

Deno.test("`parseDicomwebUri()` refuses what of Orthanc is closed to everyone", () => {
  for (const rest of ["/series", "/instances", "/servers", "/servers/x", "/info", ""]) {
    refused("GET", ROOT + rest);
  }
  for (const path of ["/orthanc/app/explorer.html", "/orthanc/studies", "/orthanc/changes"]) {
    refused("GET", path);
  }
  for (const rest of ["/thumbnail", "/archive", "/series/1.2/frames/1", "/bulk/1", "/rendered"]) {
    refused("GET", `${ROOT}/studies/${S}${rest}`);
  }
});

Deno.test("`parseDicomwebUri()` refuses a query that names another study than the path", () => {
  refused("GET", `${ROOT}/studies/${S}/series?StudyInstanceUID=${OTHER}`);
  refused("GET", `${ROOT}/studies/${S}/series?0020000D=${S}&0020000D=${OTHER}`);
  refused("GET", `${ROOT}/studies/${S}/metadata?studyInstanceUid=*`);
});

/** Pieces that addresses and attacks on them are made of. */
const PIECE = fc.oneof(
  fc.constantFrom(
    ROOT,
    "/studies",
    `/${S}`,
    `/studies/${S}`,
    "/series",
    "/1.2.3",
    "/instances",
    "/metadata",
    "/frames/1",
    "?",
    "&",
    "StudyInstanceUID=",
    "0020000D=",
    S,
    OTHER,
    "..",
    "/",
    "//",
    "%2e",
    "%2F",
    "%252f",
    "%00",
    ";",
    "\\",
    ".",
    "*",
    ",",
    "#",
    "@",
    ":",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 4 }),
);
const ADDRESS = fc.array(PIECE, { maxLength: 9 }).map((pieces) => pieces.join(""));
const LIKELY = fc.array(PIECE, { maxLength: 4 }).map((rest) =>
  `${ROOT}/studies/${S}${rest.join("")}`
);

Deno.test("`parseDicomwebUri()` never allows what it cannot parse", () => {
  let allowed = 0;
  const check = (method: string, uri: string) => {
    const request = parseDicomwebUri(method, uri);
    if ("refused" in request) return;
    allowed++;
    // An independent reader, which decodes and normalises, must see the same place and study.
    const url = new URL(uri, "http://gate");
    assert.equal(url.host, "gate");
    assert.equal(decodeURIComponent(url.pathname) + url.search, uri.replace(/\?$/, ""));
    const [, orthanc, dicomweb, studies, study] = url.pathname.split("/");
    assert.deepEqual([orthanc, dicomweb, studies], ["orthanc", "dicom-web", "studies"]);
    const names = new Set(
      [...url.searchParams].filter(([key]) => ["StudyInstanceUID", "0020000D"].includes(key)).map((
        [, value],
      ) => value),
    );
    if (request.action === "search") {
      assert.equal(study, undefined);
      if (request.studyUid !== null) assert.deepEqual([...names], [request.studyUid]);
    } else {
      assert.equal(request.studyUid, study ?? null);
      assert.ok([...names].every((name) => name === study));
    }
    assert.equal(request.action === "store", method === "POST");
    assert.ok(["GET", "POST"].includes(method));
  };
  const METHOD = fc.constantFrom("GET", "GET", "HEAD", "POST", "PUT", "OPTIONS");
  fc.assert(fc.property(METHOD, fc.oneof(ADDRESS, LIKELY), check), { numRuns: 20_000 });
  assert.ok(allowed > 200, `only ${allowed} allowed: the test sees too little`);
});
