/** What a request id may look like: nginx's `$request_id` (32 hex digits) or a UUID. */
const REQUEST_ID = /^[0-9a-f]{32}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The id under which a request is found again in log, audit and error answer: the gateway's
 * `X-Request-Id` where it has the expected shape, else a new one. Anything else a client sends is
 * not taken over, so that no one can write into the log.
 */
export function requestIdOf(headers: Headers): string {
  const given = headers.get("x-request-id");
  return given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID();
}
