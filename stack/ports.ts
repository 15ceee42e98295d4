import { StackFault } from "./fault.ts";

/** Orthanc binds every interface, so a port is free for it only if it is free on all of them. */
type Interface = "127.0.0.1" | "0.0.0.0";

/** Whether a server of ours could listen on `port` now. */
export function isFree(port: number, hostname: Interface = "127.0.0.1"): boolean {
  try {
    Deno.listen({ hostname, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    if (error instanceof Deno.errors.PermissionDenied) return false;
    throw error;
  }
}

/**
 * A free port at a random place below the range the kernel gives to outgoing connections (32768 and
 * up), so that no connection takes it between this question and the server's start.
 */
export function freePort(): number {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (isFree(port, "0.0.0.0")) return port;
  }
  throw new StackFault("No free port was found between 20000 and 32000.", {
    action: "Stop some servers.",
  });
}

/** The first free port from `from` on that is not in `taken`; looks at 200 of them. */
export function nextFree(from: number, taken: ReadonlySet<number>): number {
  for (let port = from; port < from + 200 && port < 65_536; port++) {
    if (!taken.has(port) && isFree(port, "0.0.0.0")) return port;
  }
  throw new StackFault(`Ports ${from} to ${from + 199} are all taken.`, {
    action: "Give --base-port N.",
  });
}
