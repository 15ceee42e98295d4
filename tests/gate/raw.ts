/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case name, every value. */
  readonly headers: ReadonlyMap<string, string[]>;
  readonly body: string;
}

/**
 * Sends bytes as they are, on a connection of their own, and reads until the server closes: a
 * browser or fetch would tidy up exactly what these tests are about. Give "Connection: close".
 */
export async function sendRaw(port: number, request: string): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const timer = setTimeout(() => connection.close(), 10_000);
  try {
    // Bytes, not UTF-8: a test may want to send what is no text.
    await connection.write(Uint8Array.from(request, (letter) => letter.charCodeAt(0)));
    const answer = await new Response(connection.readable).text();
    return parse(answer);
  } finally {
    clearTimeout(timer);
  }
}

/** A request line with Host and the headers given, and nothing that the test did not ask for. */
export function line(
  method: string,
  uri: string,
  headers: Record<string, string> = {},
  body = "",
): string {
  const all = { Host: "localhost", Connection: "close", ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${method} ${uri} HTTP/1.1\r\n${lines}\r\n${body}`;
}

function parse(answer: string): RawAnswer {
  const end = answer.indexOf("\r\n\r\n");
  const [first = "", ...lines] = answer.slice(0, end).split("\r\n");
  const headers = new Map<string, string[]>();
  for (const text of lines) {
    const colon = text.indexOf(":");
    const name = text.slice(0, colon).toLowerCase();
    headers.set(name, [...headers.get(name) ?? [], text.slice(colon + 1).trim()]);
  }
  return { status: Number(first.split(" ")[1] ?? 0), headers, body: answer.slice(end + 4) };
}
