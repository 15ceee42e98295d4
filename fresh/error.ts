import { statusText } from "./status_text.ts";

/** An error that carries the HTTP status to answer with; its message is shown to the client. */
export class HttpError extends Error {
  /** Without a message the reason phrase of the status is used. */
  constructor(
    readonly status: number,
    message: string = statusText(status),
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "HttpError";
  }
}

/** Refuses a part of Fresh that this stand-in leaves out, naming it. */
export function notInStandIn(what: string): never {
  throw new Error(
    `${what} is not part of this stand-in; remove "links" from deno.json to run on Fresh itself.`,
  );
}
