/** An error that carries the HTTP status to answer with; its message is shown to the client. */
export class HttpError extends Error {
  readonly status: number;

  /** Without a message the client is told the reason phrase of the status. */
  constructor(status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = this.constructor.name;
    this.status = status;
  }
}

/** Refuses a part of Fresh that this stand-in leaves out, naming it. */
export function notInStandIn(what: string): never {
  throw new Error(
    `${what} is not part of this stand-in; remove "links" from deno.json to run on Fresh itself.`,
  );
}

/** Fresh's CORS middleware, left out here. */
export const cors = (_options?: unknown): never => notInStandIn("cors()");

/** Fresh's IP filter, left out here. */
export const ipFilter = (_rules?: unknown): never => notInStandIn("ipFilter()");
