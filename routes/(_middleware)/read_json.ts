import type { z } from "zod";
import { Fault } from "../../lib/fault/fault.ts";
import { readText } from "./read_form.ts";

/**
 * The JSON body of a request, checked against a schema.
 *
 * @throws {Fault} `input_invalid` naming the first wrong field, `too_large`
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  let data: unknown;
  try {
    data = JSON.parse(await readText(request));
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault("input_invalid", "The body is not JSON", { cause, facts: { field: "body" } });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") || "body";
  throw new Fault("input_invalid", "The body does not fit", { facts: { field } });
}
