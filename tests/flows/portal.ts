/**
 * The portal in process for one test: the real app with its file routes and islands, on a real
 * MariaDB, Redis, FHIR server and OpenEMR; Orthanc only where a test brings one.
 */
import { Builder } from "fresh/dev";
import type { Config } from "../../lib/config/config.ts";
import { type Connections, openConnections } from "../../lib/connections.ts";
import type { Role } from "../../lib/database/tables.ts";
import { type LogLevel, openLog } from "../../lib/log/log.ts";
import { addUser, assignPatient } from "../../lib/session/users.ts";
import { createPortal } from "../../routes/(_middleware)/portal.ts";
import { AUTHORITY, type Neighbours, startNeighbours } from "../neighbours/neighbours.ts";
import { childrenEnded, sharedRedis } from "../shared_servers.ts";

// Built once for a process: every test's app gets the same build.
const applyBuild = await new Builder({ target: "es2022" }).build({
  mode: "production",
  snapshot: "memory",
});
await childrenEnded("esbuild");

/** The built portal on these connections, as a function that answers requests. */
export function portalHandler(connections: Connections) {
  const app = createPortal(connections);
  applyBuild(app);
  return app.handler();
}

/** What a test can do with the portal. */
export interface TestPortal extends AsyncDisposable {
  readonly connections: Connections;
  readonly neighbours: Neighbours;
  /** Lines that were logged. */
  readonly logged: string[];
  readonly handler: (request: Request) => Promise<Response>;
  /** Asks the portal as a client at 127.0.0.1 would. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Makes a user of this role and gives the headers of their session (Bearer). */
  signIn(role: Role, name?: string): Promise<{ authorization: string }>;
  /** Makes a patient a user's own. */
  assign(name: string, mrn: string): Promise<void>;
}

/** What a test may want otherwise. */
export interface TestPortalOptions {
  /** Parts of the configuration that differ, for instance a neighbour that is away. */
  readonly config?: (config: Config) => Partial<Config>;
  readonly level?: LogLevel;
}

/** The password of every test user. */
export const PASSWORD = "correct horse battery staple";

/** Origin under which tests ask. */
export const ORIGIN = "http://127.0.0.1:8080";

/** Starts the portal and its neighbours; all gone when disposed. */
export async function startTestPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const neighbours = await startNeighbours();
  const usual: Config = { ...neighbours.config, instance: "test", redis: sharedRedis() };
  const config: Config = { ...usual, ...options.config?.(usual) };
  const logged: string[] = [];
  const log = openLog(options.level ?? "info", (line) => logged.push(line));
  const connections = await openConnections(config, { log });
  const handler = portalHandler(connections);
  const ask = (path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has("host")) headers.set("host", new URL(ORIGIN).host);
    return handler(new Request(new URL(path, ORIGIN), { redirect: "manual", ...init, headers }));
  };
  return {
    connections,
    neighbours,
    logged,
    handler,
    ask,
    async signIn(role, name = role) {
      const { db } = connections;
      await addUser(db, { name, role, password: PASSWORD });
      const response = await ask("/api/session", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ user: name, password: PASSWORD }),
      });
      const { access }: { access: string } = await response.json();
      return { authorization: `Bearer ${access}` };
    },
    async assign(name, mrn) {
      await assignPatient(connections.db, name, { authority: AUTHORITY, mrn });
    },
    async [Symbol.asyncDispose]() {
      await connections.close();
      await neighbours[Symbol.asyncDispose]();
    },
  };
}
