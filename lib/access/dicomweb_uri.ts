/** What a request at the DICOMweb door wants; of one study, or (null) of no particular one. */
export type DicomwebRequest =
  | { readonly action: "read" | "search" | "store"; readonly studyUid: string | null }
  | { readonly refused: string };

/** Where Orthanc's DICOMweb lies, outside and inside the gateway alike. */
export const DICOMWEB_ROOT = "/orthanc/dicom-web";

const LONGEST_URI = 2048;

/** What never stands in an address of ours, raw or encoded, path or query. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/[^\x21-\x7e]/, "character outside printable ASCII"],
  [/[\\;#<>"{}|^`]/, "character that no address needs"],
  [/\.\./, "dot segment"],
  [/\/\//, "empty segment"],
  [/%(?![0-9a-f]{2})/i, "broken percent sign"],
  [/%(?:2e|2f|5c|3b|25|[01][0-9a-f]|7f)/i, "encoded dot, slash, percent or control character"],
];

/**
 * Says what the raw request line asks of DICOMweb, or refuses it. It is parsed once, as it stands:
 * nothing is decoded or normalised, so what is allowed here is byte for byte what Orthanc gets. Only
 * GET reads (Orthanc has no HEAD); only POST stores; only the resources that the viewer and the
 * worker use exist.
 *
 * @param method the original request's method
 * @param rawUri the original request's target (nginx `$request_uri`): path and query, undecoded
 */
export function parseDicomwebUri(method: string, rawUri: string): DicomwebRequest {
  if (rawUri.length > LONGEST_URI) return { refused: "address too long" };
  for (const [pattern, reason] of FORBIDDEN) if (pattern.test(rawUri)) return { refused: reason };
  const mark = rawUri.indexOf("?");
  const path = mark < 0 ? rawUri : rawUri.slice(0, mark);
  const query = mark < 0 ? "" : rawUri.slice(mark + 1);
  if (path.includes("%")) return { refused: "percent sign in the path" };
  if (!path.startsWith(`${DICOMWEB_ROOT}/`)) return { refused: "outside DICOMweb" };
  const segments = path.slice(DICOMWEB_ROOT.length + 1).split("/");
  if (method === "POST") return parseStore(segments, mark);
  if (method === "GET") return parseRead(segments, query);
  return { refused: "method" };
}

/** STOW-RS: `/studies` or `/studies/{study}`, without a query. */
function parseStore(segments: readonly string[], mark: number): DicomwebRequest {
  const [studies, study, ...rest] = segments;
  if (studies !== "studies" || rest.length > 0 || mark >= 0) return { refused: "not a store" };
  if (study === undefined) return { action: "store", studyUid: null };
  return isUid(study) ? { action: "store", studyUid: study } : { refused: "wrong UID" };
}

/** QIDO-RS and WADO-RS below `/studies`. */
function parseRead(segments: readonly string[], query: string): DicomwebRequest {
  const [studies, study, ...rest] = segments;
  if (studies !== "studies") return { refused: "not a DICOMweb resource" };
  const named = studiesNamedIn(query);
  if (named === "refused") return { refused: "query" };
  if (study === undefined) return { action: "search", studyUid: onlyUid(named) };
  if (!isUid(study)) return { refused: "wrong UID" };
  // A filter may repeat the path's study but not name another.
  if (named.some((uid) => uid !== study)) return { refused: "two studies" };
  if (!isResource(rest)) return { refused: "resource" };
  if (rest.at(-1) === "rendered" && !isRendering(query)) return { refused: "rendering" };
  return { action: "read", studyUid: study };
}

/** What may follow `/studies/{study}`, a word a segment; `uid` is checked as one. */
const RESOURCES: readonly (readonly (RegExp | "uid")[])[] = [
  [/^(?:series|instances|metadata)$/],
  [/^series$/, "uid"],
  [/^series$/, "uid", /^(?:instances|metadata|rendered)$/],
  [/^series$/, "uid", /^instances$/, "uid"],
  [/^series$/, "uid", /^instances$/, "uid", /^(?:metadata|rendered)$/],
  [/^series$/, "uid", /^instances$/, "uid", /^frames$/, /^\d{1,6}(?:,\d{1,6})*$/],
  [/^series$/, "uid", /^instances$/, "uid", /^frames$/, /^\d{1,6}(?:,\d{1,6})*$/, /^rendered$/],
];

/** Orthanc's bulk data addresses: tags and item numbers below an instance. */
const BULK = /^series\/[^/]+\/instances\/[^/]+\/bulk(?:\/[0-9a-fA-F]{1,8}){1,16}$/;

function isResource(segments: readonly string[]): boolean {
  if (segments.length === 0) return true;
  if (BULK.test(segments.join("/"))) return isUid(segments[1] ?? "") && isUid(segments[3] ?? "");
  return RESOURCES.some((words) =>
    words.length === segments.length &&
    words.every((word, at) => {
      const segment = segments[at] ?? "";
      return word === "uid" ? isUid(segment) : word.test(segment);
    })
  );
}

/**
 * Parameters of a rendered image (PS3.18 section 8.3.5) and how each may look. Orthanc takes any
 * number for a size: an empty or a huge viewport ends the whole server.
 */
const RENDERING: Readonly<Record<string, RegExp>> = {
  viewport:
    /^[1-9]\d{0,3}(?:,|%2c)[1-9]\d{0,3}(?:(?:,|%2c)\d{0,4}){0,2}(?:(?:,|%2c)[1-9]\d{0,3}){0,2}$/i,
  window: /^[-\d.]{1,12}(?:,|%2c)[-\d.]{1,12}(?:(?:,|%2c)[a-z-]{1,12})?$/i,
  quality: /^\d{1,3}$/,
  annotation: /^[a-z,]{1,40}$/,
  iccprofile: /^[a-z0-9]{1,16}$/,
  accept: /^image(?:\/|%2f)(?:jpeg|png)$/i,
};

function isRendering(query: string): boolean {
  return query === "" || query.split("&").every((pair) => {
    const [key = "", value = ""] = pair.split(/=(.*)/);
    return Object.hasOwn(RENDERING, key) && RENDERING[key]?.test(value);
  });
}

/** The Study Instance UID as attribute filter, spelled as Orthanc knows it. */
const STUDY_KEYS = new Set(["StudyInstanceUID", "0020000D"]);
/** Spellings that look like it: Orthanc ignores a keyword in another case and answers with all. */
const LIKE_STUDY_KEY = /^(?:studyinstanceuid|0020,?000d)$/i;
/** Keys are keywords, tags or paths of them; an encoded or odd key could hide a study's. */
const KEY = /^[A-Za-z0-9,.]{1,80}$/;

/** Values of every study filter of a query, undecoded; "refused" when a key is odd. */
function studiesNamedIn(query: string): readonly string[] | "refused" {
  if (query === "") return [];
  const values: string[] = [];
  for (const pair of query.split("&")) {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    if (!KEY.test(key)) return "refused";
    if (STUDY_KEYS.has(key)) values.push(equals < 0 ? "" : pair.slice(equals + 1));
    else if (LIKE_STUDY_KEY.test(key)) return "refused";
  }
  return values;
}

/** The study a search is limited to: exactly one filter with exactly one UID, no list, no `*`. */
function onlyUid(values: readonly string[]): string | null {
  const [first] = values;
  return values.length === 1 && first !== undefined && isUid(first) ? first : null;
}

/** PS3.5 section 9.1, but for leading zeros: some scanners write them, and Orthanc keeps them. */
function isUid(text: string): boolean {
  return text.length <= 64 && /^\d+(?:\.\d+)+$/.test(text);
}
