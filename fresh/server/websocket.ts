/** Callbacks of a managed WebSocket. */
export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event): void;
}

/** Options of the upgrade itself. */
export interface WebSocketUpgradeOptions {
  /** Seconds without a ping after which the connection is closed. */
  idleTimeout?: number;
  /** Sub-protocol to agree on. */
  protocol?: string;
}

/** Tells handlers from plain options: handlers hold at least one function. */
export function isSocketHandlers(
  value: WebSocketHandlers | WebSocketUpgradeOptions,
): value is WebSocketHandlers {
  return (["open", "message", "close", "error"] as const).some((name) =>
    typeof (value as WebSocketHandlers)[name] === "function"
  );
}

/** Wires the callbacks to a socket. */
export function manageSocket(
  socket: WebSocket,
  handlers: WebSocketHandlers,
): void {
  socket.addEventListener("open", () => handlers.open?.(socket));
  socket.addEventListener(
    "message",
    (event) => handlers.message?.(socket, event),
  );
  socket.addEventListener(
    "close",
    (e) => handlers.close?.(socket, e.code, e.reason),
  );
  socket.addEventListener("error", (event) => handlers.error?.(socket, event));
}
