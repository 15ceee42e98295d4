import { z } from "zod";

/**
 * How a sandbox misbehaves until it is told otherwise. Real neighbours do all of this: hang, answer
 * 500 with an empty page, answer HTML from a proxy, break off in the middle.
 */
export const moodSchema = z.strictObject({
  /** Wait this long, in ms, before anything else. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** Answer with this status instead of doing the work. */
  status: z.number().int().min(200).max(599).optional(),
  /** The body of such an answer; `half` breaks off the right answer in the middle. */
  body: z.enum(["empty", "html", "half"]).optional(),
  /** Only for requests whose path holds this text. */
  path: z.string().optional(),
});

/** One way to misbehave; an empty one is good behaviour. */
export type Mood = z.output<typeof moodSchema>;

type Handler = (request: Request) => Promise<Response>;

/** Control of a running sandbox, for tests and for outages shown in the demo. */
export class Control {
  /** How it behaves now. */
  mood: Mood = {};
  /** Method and address of each request, for the proof that no address names a patient. */
  readonly requests: string[] = [];
  readonly #key: string | undefined;
  readonly #waits = new Set<() => void>();

  constructor(key?: string) {
    this.#key = key;
  }

  /** Wraps a server: its requests are noted and suffer from the mood; `/_control` changes it. */
  over(handler: Handler): Handler {
    return async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/_control/")) return await this.#control(request, pathname);
      this.requests.push(`${request.method} ${request.url}`);
      if (this.requests.length > 10_000) this.requests.shift();
      const mood = pathname.includes(this.mood.path ?? "") ? this.mood : {};
      if (mood.delayMs) await this.#wait(mood.delayMs);
      if (mood.status === undefined && mood.body === undefined) return await handler(request);
      return await spoiled(mood, request, handler);
    };
  }

  /** Ends the waits under way; their requests go on. For the end of the server. */
  release(): void {
    for (const finish of this.#waits) finish();
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waits.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      this.#waits.add(finish);
    });
  }

  async #control(request: Request, pathname: string): Promise<Response> {
    const key = request.headers.get("x-control-key");
    if (this.#key === undefined || key !== this.#key) return new Response(null, { status: 404 });
    if (request.method === "GET" && pathname === "/_control/requests") {
      return Response.json(this.requests);
    }
    if (request.method !== "PUT" || pathname !== "/_control/mood") {
      return new Response(null, { status: 404 });
    }
    const mood = moodSchema.safeParse(await request.json().catch(() => undefined));
    if (!mood.success) return new Response(z.prettifyError(mood.error), { status: 400 });
    this.mood = mood.data;
    return new Response(null, { status: 204 });
  }
}

async function spoiled(mood: Mood, request: Request, handler: Handler): Promise<Response> {
  const status = mood.status ?? 200;
  const headers = { "content-type": "text/html; charset=utf-8" };
  if (mood.body === "html") {
    return new Response("<html><body><h1>It works not</h1></body></html>", { status, headers });
  }
  if (mood.body !== "half") return new Response(null, { status, headers });
  const whole = await handler(request);
  const bytes = new Uint8Array(await whole.arrayBuffer());
  return new Response(bytes.subarray(0, bytes.length / 2), whole);
}
