/**
 * The whole path for a browser: nginx in front of the real portal, Orthanc, OHIF, a worker where a
 * test starts one. The portal runs in this process.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addUser } from "../../lib/session/users.ts";
import { serviceAccount } from "../../stack/account.ts";
import { startNginx } from "../../stack/nginx.ts";
import { prepareViewer } from "../../stack/ohif.ts";
import { freePort } from "../../stack/ports.ts";
import { PASSWORD, portalHandler } from "../flows/portal.ts";
import { type ReadingStack, startReadingStack } from "../flows/inference_worker.ts";

const VIEWER = fileURLToPath(new URL("../../static/ohif/", import.meta.url));

/** What a browser test can reach. */
export interface Site extends AsyncDisposable {
  readonly stack: ReadingStack;
  /** Where nginx listens. */
  readonly origin: string;
}

/** Starts everything but a worker, with a radiologist `kim` and an administrator `admin`. */
export async function startSite(): Promise<Site> {
  await prepareViewer(); // made once for a checkout; half a minute the first time
  const stack = await startReadingStack();
  const { db } = stack.connections;
  await addUser(db, { name: "kim", role: "radiologist", password: PASSWORD });
  await addUser(db, { name: "admin", role: "administrator", password: PASSWORD });
  const dir = await Deno.makeTempDir({ prefix: "neuronova-site-" });
  await Deno.chmod(dir, 0o755);
  const portal = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    portalHandler(stack.connections),
  );
  const password = join(dir, "password");
  await Deno.writeTextFile(password, stack.orthanc.config.password, { mode: 0o600 });
  const nginx = await startNginx({
    dir: join(dir, "nginx"),
    port: freePort(),
    account: serviceAccount(join(dir, "x")),
    log: join(dir, "nginx.log"),
    portal: portal.addr.port,
    orthanc: stack.orthanc.port,
    orthancUser: stack.orthanc.config.user,
    orthancPasswordFile: password,
    viewer: VIEWER,
    orphanSignal: "KILL",
  });
  return {
    stack,
    origin: `http://127.0.0.1:${nginx.port}`,
    async [Symbol.asyncDispose]() {
      await nginx.stop();
      await portal.shutdown();
      await stack[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}
