/** For server code and islands alike. @module */
export { asset, assetSrcSet } from "./runtime/asset.ts";
export { Head, type HeadProps } from "./runtime/head.ts";
export { Partial, type PartialProps } from "./runtime/partial.ts";
export { HttpError } from "./error.ts";

/** True in the browser. */
export const IS_BROWSER: boolean = typeof document !== "undefined";
