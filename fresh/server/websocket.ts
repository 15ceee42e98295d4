import { HttpError } from "../error.ts";

/** Callbacks of a managed WebSocket. */
export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event): void;
}

/** Options of the upgrade: seconds without a ping until the end, and the sub-protocol. */
export type WebSocketUpgradeOptions = Pick<
  Deno.UpgradeWebSocketOptions,
  "idleTimeout" | "protocol"
>;

/** A socket with the response that has to be returned for it. */
export type UpgradedSocket = Deno.WebSocketUpgrade;

/** Upgrades a request; handlers hold at least one function, plain options none. */
export function upgrade(
  req: Request,
  first: WebSocketHandlers | WebSocketUpgradeOptions,
  options: WebSocketUpgradeOptions,
): Response | UpgradedSocket {
  if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new HttpError(400, "Expected a WebSocket upgrade request");
  }
  const isManaged = Object.values(first).some((value) => typeof value === "function");
  if (!isManaged) return Deno.upgradeWebSocket(req, first as WebSocketUpgradeOptions);
  const handlers = first as WebSocketHandlers;
  const { socket, response } = Deno.upgradeWebSocket(req, options);
  socket.addEventListener("open", () => handlers.open?.(socket));
  socket.addEventListener("message", (event) => handlers.message?.(socket, event));
  socket.addEventListener("close", (e) => handlers.close?.(socket, e.code, e.reason));
  socket.addEventListener("error", (event) => handlers.error?.(socket, event));
  return response;
}
