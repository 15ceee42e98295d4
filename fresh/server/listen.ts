import { logInfo } from "../log.ts";
import type { ListenOptions } from "../types.ts";

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;

/** Serves a handler; resolves when the server has ended or, given a signal, has started. */
export async function listen(
  handler: Handler,
  basePath: string,
  options: ListenOptions,
): Promise<void> {
  const onListen = options.onListen ?? (({ hostname, port }: Deno.NetAddr) => {
    const host = hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
    logInfo(`\n 🍋 Fresh ready\n    Local: http://${host}:${port}${basePath}/\n`);
  });
  const server = options.port === undefined
    ? serveOnFreePort(handler, { ...options, onListen }, 8000)
    : Deno.serve({ ...options, onListen }, handler);
  if (options.signal === undefined) await server.finished;
}

function serveOnFreePort(handler: Handler, options: ListenOptions, port: number): Deno.HttpServer {
  try {
    return Deno.serve({ ...options, port }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse) || port === 8019) throw error;
    return serveOnFreePort(handler, options, port + 1);
  }
}
