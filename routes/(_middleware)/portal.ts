import { App, staticFiles } from "fresh";
import type { Connections } from "../../lib/connections.ts";
import { showTimesIn } from "../../lib/i18n/format.ts";
import type { State } from "../../state.ts";
import { errorPages } from "./error_pages.tsx";
import { preferences } from "./preferences.ts";
import { requestLog } from "./request_log.ts";
import { sameOrigin } from "./same_origin.ts";
import { securityHeaders } from "./security_headers.ts";
import { session } from "./session.ts";

/**
 * The portal as an app: its middlewares in the order in which they must run, then the file routes.
 * Headers come before error pages so that no answer leaves without them; static files need nobody
 * signed in.
 */
export function createPortal(connections: Connections): App<State> {
  showTimesIn(connections.config.timeZone);
  return new App<State>()
    .use((ctx) => {
      ctx.state.connections = connections;
      return ctx.next();
    })
    .use(requestLog)
    .use(...securityHeaders)
    .use(preferences)
    .use(errorPages)
    .use(staticFiles())
    .use(sameOrigin)
    .use(session)
    .fsRoutes();
}
