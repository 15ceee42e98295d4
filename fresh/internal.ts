/** For the generated `_fresh/server.js` only. @module */
export { setBuildCache } from "./app.ts";
export { setBuildId } from "./build_id.ts";
export { islandsOf, ProdBuildCache } from "./server/build_cache.ts";
