/** Reason phrases of RFC 9110 and its additions, by status. */
const PHRASES = new Map(
  ("400 Bad Request,401 Unauthorized,402 Payment Required,403 Forbidden,404 Not Found," +
    "405 Method Not Allowed,406 Not Acceptable,407 Proxy Authentication Required," +
    "408 Request Timeout,409 Conflict,410 Gone,411 Length Required,412 Precondition Failed," +
    "413 Content Too Large,414 URI Too Long,415 Unsupported Media Type," +
    "416 Range Not Satisfiable,417 Expectation Failed,418 I'm a teapot,421 Misdirected Request," +
    "422 Unprocessable Entity,423 Locked,424 Failed Dependency,425 Too Early," +
    "426 Upgrade Required,428 Precondition Required,429 Too Many Requests," +
    "431 Request Header Fields Too Large,451 Unavailable For Legal Reasons," +
    "500 Internal Server Error,501 Not Implemented,502 Bad Gateway,503 Service Unavailable," +
    "504 Gateway Timeout,505 HTTP Version Not Supported,507 Insufficient Storage," +
    "508 Loop Detected,511 Network Authentication Required")
    .split(",").map((line) => [Number(line.slice(0, 3)), line.slice(4)]),
);

/** An error that carries the HTTP status to answer with; its message is shown to the client. */
export class HttpError extends Error {
  readonly status: number;

  /** Without a message the reason phrase of the status is used. */
  constructor(status: number, message = PHRASES.get(status) ?? "", options?: ErrorOptions) {
    super(message, options);
    this.name = "HttpError";
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
