// Runs argon2id away from the event loop: one hash is about 50 ms of computing.
import { argon2id, argon2Verify } from "hash-wasm";
import type { PasswordAnswer, PasswordTask } from "./password.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19456, iterations: 2, parallelism: 1, hashLength: 32 };

async function run({ password, hash }: PasswordTask): Promise<string | boolean> {
  if (hash !== undefined) return await argon2Verify({ password, hash });
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return await argon2id({ password, salt, ...COST, outputType: "encoded" });
}

self.addEventListener("message", (event: MessageEvent<PasswordTask>) => {
  run(event.data).then(
    (value): PasswordAnswer => ({ value }),
    (error): PasswordAnswer => ({ failure: error instanceof Error ? error.name : "error" }),
  ).then((answer) => self.postMessage(answer));
});
