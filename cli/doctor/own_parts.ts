import type { Config } from "../../lib/config/config.ts";
import { demoCertificates } from "../demo_settings.ts";
import type { Check } from "./check.ts";

/** An address of DICOMweb that must be closed to whoever has no session. */
const IMAGES = "/orthanc/dicom-web/studies/1.2.3/series";

/** nginx at the public address: the portal behind it answers, and images are closed. */
export function gateCheck({ publicUrl }: Config, demoFolder: string | null): Check {
  return {
    name: "gate",
    action: `Start nginx so that ${publicUrl} reaches it; compare its files with nginx/.`,
    async ask(signal) {
      const caCerts = await demoCertificates(demoFolder);
      using client = caCerts === null ? null : Deno.createHttpClient({ caCerts });
      const dial = client === null ? { signal } : { signal, client };
      await statusOf(`${publicUrl}/health/live`, 200, dial);
      await statusOf(publicUrl + IMAGES, 401, dial);
      return { detail: "images need a session" };
    },
  };
}

/** The portal, past nginx. */
export function portalCheck({ host, port }: Config): Check {
  return {
    name: "portal",
    action: "Start the portal: `deno task build && deno task start`.",
    async ask(signal) {
      await statusOf(`http://${dialled(host)}:${port}/health/live`, 200, { signal });
      return {};
    },
  };
}

/** A worker on this machine. */
export function workerCheck({ workerPort }: Config): Check {
  return {
    name: "worker",
    action: "Start a worker: `deno task worker`.",
    async ask(signal) {
      await statusOf(`http://127.0.0.1:${workerPort}/health/live`, 200, { signal });
      return {};
    },
  };
}

/** The address to dial for one that a server listens on. */
function dialled(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

interface Dial {
  readonly signal: AbortSignal;
  readonly client?: Deno.HttpClient;
}

async function statusOf(address: string, wanted: number, dial: Dial): Promise<void> {
  const response = await fetch(address, { ...dial, redirect: "manual" });
  await response.body?.cancel();
  if (response.status !== wanted) throw new Error(`${address} answered ${response.status}`);
}
