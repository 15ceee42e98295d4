import { createDefine } from "fresh";
import type { Connections } from "./lib/connections.ts";
import type { Lang } from "./lib/i18n/language.ts";
import type { Log } from "./lib/log/log.ts";
import type { Person } from "./lib/session/person.ts";

/** Dark beside images by default; light for office work. */
export type Theme = "dark" | "light";

/** What a request carries from the middlewares to its page or endpoint. */
export interface State {
  /** Everything the portal talks to, opened once by main.ts. */
  connections: Connections;
  /** The number under which log, audit and error page find this request; never a client's own. */
  requestId: string;
  /** The log, its lines bound to this request. */
  log: Log;
  lang: Lang;
  theme: Theme;
  /** The client's address as nginx saw it. */
  address: string;
  /** Who is signed in; null on the pages that need nobody. */
  person: Person | null;
}

/** Fresh's typed helpers for this portal's State. */
export const define = createDefine<State>();
