import { readConfig } from "./lib/config/config.ts";
import { openConnections } from "./lib/connections.ts";
import { createPortal } from "./routes/(_middleware)/portal.ts";

const config = readConfig(Deno.env.toObject());
const connections = await openConnections(config);

/** Where serve.ts listens: only nginx should reach it. */
export const address = { hostname: config.host, port: config.port };

/** The portal; dev.ts serves it in development, `_fresh/server.js` after a build. */
export const app = createPortal(connections);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, async () => {
    await connections.close();
    Deno.exit(0);
  });
}
