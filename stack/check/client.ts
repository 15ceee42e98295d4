import { boundaryOf, readMultipart } from "../../lib/orthanc/multipart.ts";
import { expect } from "./steps.ts";

/** A JSON object whose shape the caller checks as it goes. */
// deno-lint-ignore no-explicit-any -- answers of a server under test: each step reads what it checks
type Json = any;

/** How a request differs from a plain GET. */
export interface Asking {
  readonly method?: string;
  readonly body?: unknown;
  readonly accept?: string;
  readonly timeoutMs?: number;
}

/** A client that stands outside, as any browser or program: it knows an address and a password. */
export class Client {
  readonly #root: string;
  readonly #http: Deno.HttpClient | undefined;
  #token: string | null = null;

  /** @param authority certificate to trust, where the server's is private */
  constructor(root: string, authority: string | null) {
    this.#root = root;
    this.#http = authority === null
      ? undefined
      : Deno.createHttpClient({ caCerts: [Deno.readTextFileSync(authority)] });
  }

  /** Ends kept connections. */
  close(): void {
    this.#http?.close();
  }

  /** Carries this token from now on; null none. */
  set token(token: string | null) {
    this.#token = token;
  }

  /** The bare answer; its body is the caller's to read. */
  ask(path: string, asking: Asking = {}): Promise<Response> {
    const { method = "GET", body, accept, timeoutMs = 30_000 } = asking;
    return fetch(this.#root + path, {
      method,
      headers: {
        // What goes wrong is printed, in the language of all that is printed.
        "accept-language": "en",
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(accept === undefined ? {} : { accept }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(this.#http === undefined ? {} : { client: this.#http }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: "manual",
    });
  }

  /** The status alone. */
  async status(path: string, asking: Asking = {}): Promise<number> {
    const response = await this.ask(path, asking);
    await response.body?.cancel();
    return response.status;
  }

  /** JSON of a successful answer. */
  async json(path: string, asking: Asking = {}): Promise<Json> {
    const response = await this.ask(path, asking);
    const text = await response.text();
    expect(response.ok, `${path.split("?")[0]} answered ${response.status}: ${text.slice(0, 300)}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** Every part of a multipart answer (frames, instances). */
  async parts(path: string, type: string): Promise<Uint8Array<ArrayBuffer>[]> {
    const accept = `multipart/related; type="${type}"`;
    const response = await this.ask(path, { accept, timeoutMs: 60_000 });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      expect(false, `${path} answered ${response.status}`);
    }
    const boundary = boundaryOf(response.headers.get("content-type") ?? "");
    expect(boundary !== null, `${path} is not multipart`);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for await (const { body } of readMultipart(response.body, boundary, 1e9)) parts.push(body);
    return parts;
  }

  /** Server-sent events as they come, until the server ends the stream. */
  async *events(path: string, timeoutMs: number): AsyncIterable<{ event: string; data: Json }> {
    const response = await this.ask(path, { accept: "text/event-stream", timeoutMs });
    expect(response.ok && response.body !== null, `${path} answered ${response.status}`);
    let text = "";
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = /^event: ?(.*)$/m.exec(block)?.[1] ?? "message";
        const data = /^data: ?(.*)$/m.exec(block)?.[1];
        if (data !== undefined) yield { event, data: JSON.parse(data) };
      }
    }
  }
}
