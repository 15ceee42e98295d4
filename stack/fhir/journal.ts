import { join } from "node:path";
import type { Resource } from "@medplum/fhirtypes";

/** One change: a resource in a new version, or the end of one. */
export type Change =
  | { readonly put: Resource }
  | { readonly gone: string; readonly version: number };

/**
 * Changes on disk: one line a request, appended whole, so that a transaction is there entirely or
 * not at all. A line that a crash cut off is dropped at the next start.
 */
export class Journal {
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  constructor(dir: string) {
    this.#path = join(dir, "resources.ndjson");
  }

  /** All changes in order; leaves the file ending with a whole line. */
  async read(): Promise<Change[]> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) {
      await Deno.truncate(this.#path, new TextEncoder().encode(whole).length);
    }
    return whole.split("\n").filter((line) => line !== "").flatMap((line) => JSON.parse(line));
  }

  /**
   * Appends the changes of one request; they are on the disk when this returns. A line that could
   * not be written whole (a full disk) is cut off again, so that the next one does not join it.
   */
  async append(changes: readonly Change[]): Promise<void> {
    const file = this.#file ??= await Deno.open(this.#path, {
      append: true,
      create: true,
      mode: 0o600,
    });
    const { size } = await file.stat();
    const bytes = new TextEncoder().encode(`${JSON.stringify(changes)}\n`);
    try {
      for (let written = 0; written < bytes.length;) {
        written += await file.write(bytes.subarray(written));
      }
      await file.syncData();
    } catch (error) {
      await file.truncate(size);
      throw error;
    }
  }

  /** Closes the file. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
