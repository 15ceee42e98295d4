import { transform } from "esbuild";
import { mendBitFrames } from "./bit_frames.ts";
import { stridedViewMaker } from "./strided_view.ts";

/** Where nginx serves the viewer. */
export const VIEWER_BASE = "/ohif/";

/** Files of the npm build that a closed installation does not want, each with its reason. */
const UNWANTED: readonly RegExp[] = [
  /\.map$/, // 150 MB of source maps
  /^ort\//, // a segmentation tool that fetches its models from outside
  /^dicom-microscopy-viewer\//, // loads code by a path of its own
  /^customizations\//, // examples
  /^(sw|init-service-worker|google|silent-refresh)\b/, // import from outside
  /^(oidc-client\.min|es6-shim\.min)\.js$/,
  /apple-touch-startup-image/,
  /^app-config\.js$/, // ours stands beside the build
  /^_(headers|redirects)$/, // for another host
];

/** Whether a file of OHIF's build is left out; `path` is relative to its dist folder. */
export function isUnwanted(path: string): boolean {
  return UNWANTED.some((pattern) => pattern.test(path));
}

/** Stands in for the two inline scripts of OHIF's page, so that its CSP needs no hashes. */
export const BOOT_SCRIPT = `console.time("scriptToView");
window.PUBLIC_URL = ${JSON.stringify(VIEWER_BASE)};
function browserImportFunction(address) { return import(address); }
`;

/** Where ndarray begins to compile a class out of strings. */
const COMPILED_VIEWS = /function compileConstructor\(dtype, dimension\) \{/g;

/**
 * Moves one text file of OHIF's npm build from "/" to "/ohif/" and minifies its scripts: the build
 * hard-codes "/" in its page, its chunk loader, its workers, its styles and its manifests.
 */
export async function rebase(path: string, text: string): Promise<string> {
  if (path.endsWith(".js")) return await rebaseScript(path, text);
  if (path === "index.html") return rebasePage(text);
  if (path.endsWith(".css")) return text.replace(/url\((['"]?)\/(?!\/)/g, `url($1${VIEWER_BASE}`);
  return text.replaceAll('"/assets/', `"${VIEWER_BASE}assets/`);
}

async function rebaseScript(path: string, text: string): Promise<string> {
  const moved = mendBitFrames(text)
    .replaceAll('__webpack_require__.p = "/"', `__webpack_require__.p = "${VIEWER_BASE}"`)
    .replaceAll("browserImportFunction('/", `browserImportFunction('${VIEWER_BASE}`)
    .replaceAll(COMPILED_VIEWS, `$& return (${stridedViewMaker.toString()})(dtype);`);
  if (!path.includes(".bundle.") || moved.length < 20_000) return moved;
  // OHIF looks some classes up by name: keepNames.
  const options = {
    minify: true,
    keepNames: true,
    target: "es2022",
    legalComments: "eof",
  } as const;
  return (await transform(moved, options)).code;
}

function rebasePage(text: string): string {
  const page = text
    .replaceAll(/<link rel="apple-touch-startup-image"[^>]*>/g, "")
    .replace(/<script[^>]*init-service-worker\.js"><\/script>/, "")
    .replace(/<script>console\.time[^<]*<\/script>/, `<script src="/boot.js"></script>`)
    .replace(/<script>function browserImportFunction[^<]*<\/script>/, "")
    .replaceAll(/(src|href|content)="\/(?!\/)/g, `$1="${VIEWER_BASE}`);
  if (/<script>/.test(page) || !page.includes("boot.js")) {
    throw new Error(
      "OHIF's index.html is not as version 3.13.2 had it; look at stack/ohif/rebase.ts",
    );
  }
  return page;
}
