import { logInfo } from "../log.ts";
import type { ListenOptions } from "../types.ts";

const FIRST_PORT = 8000;
const LAST_PORT = 8019;

type Handler = (
  request: Request,
  info: Deno.ServeHandlerInfo,
) => Promise<Response>;

/** Serves a handler and resolves when the server has ended or, given a signal, has started. */
export async function listen(
  handler: Handler,
  basePath: string,
  options: ListenOptions,
): Promise<void> {
  const onListen = options.onListen ??
    ((address: Deno.NetAddr) => announce(address, basePath));
  const server = options.port === undefined
    ? serveOnFreePort(handler, { ...options, onListen })
    : Deno.serve({ ...options, onListen }, handler);
  if (options.signal === undefined) await server.finished;
}

function serveOnFreePort(
  handler: Handler,
  options: ListenOptions,
): Deno.HttpServer {
  for (let port = FIRST_PORT;; port++) {
    try {
      return Deno.serve({ ...options, port }, handler);
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || port === LAST_PORT) {
        throw error;
      }
    }
  }
}

function announce(address: Deno.NetAddr, basePath: string): void {
  const host = address.hostname === "0.0.0.0" || address.hostname === "::"
    ? "localhost"
    : address.hostname;
  logInfo(
    `\n 🍋 Fresh ready\n    Local: http://${host}:${address.port}${basePath}/\n`,
  );
}
