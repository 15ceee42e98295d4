import { address } from "./main.ts";

/** What Fresh's build exports: the portal's handler, with islands and static files known. */
interface BuiltPortal {
  readonly default: { fetch(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> };
}

// Named at run time: the file exists after `deno task build` only.
const built: BuiltPortal = await import(new URL("./_fresh/server.js", import.meta.url).href);

Deno.serve(
  { ...address, onListen: () => {} },
  (request, info) => built.default.fetch(request, info),
);
