import { join } from "node:path";
import { serviceAccount } from "../../stack/account.ts";
import { startNginx } from "../../stack/nginx.ts";
import { freePort } from "../../stack/ports.ts";
import { makeCertificate } from "../../stack/tls.ts";
import { testOrthanc } from "../shared_servers.ts";

/** One request as a server behind the gate saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query, undecoded. */
  readonly uri: string;
  readonly headers: Headers;
  readonly bytes: number;
}

/** What the portal's double answers, and what Orthanc is made to; a test may change it at any moment. */
export interface Mood {
  verdict: (request: Request) => Response | Promise<Response>;
  page: (request: Request) => Response;
  /** A status without words in place of Orthanc's own answer. */
  orthanc: number | null;
}

/** The real nginx between a double of the portal and a real Orthanc, both of which tell. */
export interface Gate extends AsyncDisposable {
  readonly port: number;
  readonly tlsPort: number | null;
  readonly authority: string | null;
  readonly mood: Mood;
  readonly asked: Seen[];
  readonly portalSaw: Seen[];
  readonly orthancSaw: Seen[];
  readonly log: () => Promise<string>;
  stopPortal(): Promise<void>;
  stopOrthanc(): Promise<void>;
}

/** "Bearer good" may do everything, "Bearer other" nothing, all else is a stranger. */
export function verdictByToken(request: Request): Response {
  const status = { "Bearer good": 200, "Bearer other": 403 }[
    request.headers.get("authorization") ?? ""
  ] ?? 401;
  return new Response(null, { status, headers: { "WWW-Authenticate": "Bearer" } });
}

/** Starts everything; give it to `await using`. */
export async function openGate(options: { tls?: boolean } = {}): Promise<Gate> {
  const dir = await Deno.makeTempDir({ prefix: "neuronova-gate-" });
  await Deno.chmod(dir, 0o755);
  const account = serviceAccount(join(dir, "x"));
  const orthanc = await testOrthanc();
  const mood: Mood = {
    verdict: verdictByToken,
    page: () => new Response("portal"),
    orthanc: null,
  };
  const [asked, portalSaw, orthancSaw]: [Seen[], Seen[], Seen[]] = [[], [], []];
  const portal = listen(async (request) => {
    if (new URL(request.url).pathname === "/auth/check") {
      asked.push(await seen(request));
      return await mood.verdict(request);
    }
    portalSaw.push(await seen(request));
    return mood.page(request);
  });
  const recorder = listen(async (request) => {
    const body = await request.arrayBuffer();
    orthancSaw.push(await seen(request, body.byteLength));
    if (mood.orthanc !== null) return new Response(null, { status: mood.orthanc });
    const { url, method, headers } = request;
    const address = url.replace(/^http:\/\/[^/]+/, orthanc.config.url);
    return await fetch(address, { method, headers, ...(method === "POST" ? { body } : {}) });
  });
  const passwordFile = join(dir, "password");
  await Deno.writeTextFile(passwordFile, orthanc.config.password, { mode: 0o600 });
  const certificate = options.tls ? await makeCertificate(join(dir, "tls"), account) : null;
  const tlsPort = certificate === null ? null : freePort();
  const nginx = await startNginx({
    dir: join(dir, "nginx"),
    port: freePort(),
    account,
    log: join(dir, "nginx.log"),
    portal: portal.addr.port,
    orthanc: recorder.addr.port,
    orthancUser: orthanc.config.user,
    orthancPasswordFile: passwordFile,
    viewer: await fakeViewer(dir),
    ...(certificate === null || tlsPort === null ? {} : { tls: { port: tlsPort, ...certificate } }),
    orphanSignal: "KILL",
  });
  return {
    port: tlsPort === null ? nginx.port : await plainPort(dir),
    tlsPort,
    authority: certificate?.authority ?? null,
    mood,
    asked,
    portalSaw,
    orthancSaw,
    log: async () =>
      await Deno.readTextFile(join(dir, "nginx", "access.log")) +
      await Deno.readTextFile(join(dir, "nginx.log")),
    stopPortal: () => portal.shutdown(),
    stopOrthanc: () => recorder.shutdown(),
    async [Symbol.asyncDispose]() {
      await nginx.stop();
      await portal.shutdown();
      await recorder.shutdown();
      await orthanc[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

function listen(handler: (request: Request) => Response | Promise<Response>) {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, handler);
}

async function seen(request: Request, bytes?: number): Promise<Seen> {
  return {
    method: request.method,
    uri: request.url.replace(/^http:\/\/[^/]+/, ""),
    headers: request.headers,
    bytes: bytes ?? (await request.clone().arrayBuffer()).byteLength,
  };
}

/** A viewer of four small files, so that tests do not wait for OHIF. */
async function fakeViewer(dir: string): Promise<string> {
  const folder = join(dir, "ohif");
  await Deno.mkdir(join(folder, ".viewer"), { recursive: true });
  await Deno.writeTextFile(join(folder, "app-config.js"), "window.config = {};");
  await Deno.writeTextFile(join(folder, ".viewer", "index.html"), "<!doctype html>viewer");
  await Deno.writeTextFile(join(folder, ".viewer", "1.bundle.0123456789abcdef.js"), "1;");
  await Deno.writeTextFile(join(folder, ".viewer", ".stamp.json"), "{}");
  return folder;
}

/** The plain port of a gate with TLS, from the file that nginx/prepare wrote. */
async function plainPort(dir: string): Promise<number> {
  const text = await Deno.readTextFile(join(dir, "nginx/conf/place/http.conf"));
  return Number(/listen 127\.0\.0\.1:(\d+);/.exec(text)?.[1]);
}
