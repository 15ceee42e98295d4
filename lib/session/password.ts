import { Fault } from "../fault/fault.ts";

/** What the thread is asked: hash the password, or compare it with an encoded hash. */
export interface PasswordTask {
  readonly password: string;
  readonly hash?: string;
}

/** What the thread answers: the encoded hash or the comparison's outcome; or the error's name. */
export type PasswordAnswer =
  | { readonly value: string | boolean }
  | { readonly failure: string };

interface Waiting {
  readonly task: PasswordTask;
  readonly settle: PromiseWithResolvers<string | boolean>;
}

/** More sign-ins than this wait for no one's good: 64 of them take about 3 s. */
const LONGEST_QUEUE = 64;

/** Longest password in UTF-8 bytes, so that no one pays for hashing a book. */
const LONGEST_PASSWORD = 512;

/**
 * The hash of a password nobody has, of the same cost as every other: an unknown name is compared
 * with it, so that the time of a refusal tells nothing about the user.
 */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$XB/RBP1YiTQewq+uA6hcLw$3yrysN0XbFKiNaoqL+NE5b/hvbF4YZgb6ijHTdUvi+c";

// One thread a process: hashing is a bound on guessing, and 19 MiB at a time are enough. It starts
// with the first task (50 ms) and ends with the last, so an idle portal holds no thread.
const queue: Waiting[] = [];
let thread: Worker | undefined;

/**
 * Hashes a password with argon2id (RFC 9106; 19 MiB, 2 passes) off the event loop. The text is
 * brought to NFKC first, so that Hangul typed on different systems is the same password.
 *
 * @returns the encoded hash with its salt and cost
 * @throws {Fault} `sign_in_throttled` when too many wait, `too_large`, `internal`
 */
export async function hashPassword(password: string): Promise<string> {
  return String(await ask({ password: normal(password) }));
}

/**
 * Whether the password is the one of an encoded hash. Without a hash (no such user) it takes as
 * long and says no.
 *
 * @throws {Fault} `sign_in_throttled` when too many wait, `internal` when the hash is not one
 */
export async function verifyPassword(
  password: string,
  hash: string | undefined,
): Promise<boolean> {
  // An over-long password cannot be anyone's; compare a short one, so that this costs the same.
  const fits = byteLength(password) <= LONGEST_PASSWORD;
  const task = { password: fits ? normal(password) : "x", hash: hash ?? NOBODY };
  const same = await ask(task) === true;
  return same && fits && hash !== undefined;
}

function normal(password: string): string {
  const text = password.normalize("NFKC");
  if (text === "") return "\0"; // hash-wasm refuses the empty text; no password holds a NUL
  if (byteLength(text) <= LONGEST_PASSWORD) return text;
  throw new Fault("too_large", "The password is too long", { facts: { case: "password" } });
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function ask(task: PasswordTask): Promise<string | boolean> {
  if (queue.length >= LONGEST_QUEUE) {
    throw new Fault("sign_in_throttled", "Too many sign-ins wait", { facts: { seconds: 5 } });
  }
  const settle = Promise.withResolvers<string | boolean>();
  queue.push({ task, settle });
  if (queue.length === 1) start();
  return settle.promise;
}

/** Gives the first in the queue to the thread. */
function start(): void {
  thread ??= openThread();
  thread.postMessage(queue[0]?.task);
}

function openThread(): Worker {
  const url = new URL("./password_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "password" });
  worker.onmessage = ({ data }: MessageEvent<PasswordAnswer>) => finish(data);
  worker.onerror = (event) => {
    event.preventDefault();
    close();
    finish({ failure: "the thread stopped" });
  };
  return worker;
}

function finish(answer: PasswordAnswer): void {
  const done = queue.shift();
  if (queue.length > 0) start();
  else close();
  if ("value" in answer) done?.settle.resolve(answer.value);
  else done?.settle.reject(new Fault("internal", `Password hashing failed: ${answer.failure}`));
}

function close(): void {
  thread?.terminate();
  thread = undefined;
}
