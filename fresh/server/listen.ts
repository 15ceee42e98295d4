import type { ListenOptions } from "../types.ts";

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Promise<Response>;

/** Serves a handler; resolves when the server has ended or, given a signal, has started. */
export async function listen(handler: Handler, options: ListenOptions): Promise<void> {
  const serve = (port: number): Deno.HttpServer => {
    try {
      return Deno.serve({ ...options, port }, handler);
    } catch (error) {
      const isTaken = error instanceof Deno.errors.AddrInUse && options.port === undefined;
      if (!isTaken || port === 8019) throw error;
      return serve(port + 1);
    }
  };
  const server = serve(options.port ?? 8000);
  if (options.signal === undefined) await server.finished;
}
