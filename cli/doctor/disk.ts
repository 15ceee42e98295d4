import { statfs } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../../lib/config/config.ts";
import type { Check, Health } from "./check.ts";

/** Less free space than this is trouble soon: a study and its result are some 100 MB. */
const LOW = 1e9;
/** Less than this, and the next study or the next start does not fit. */
const FULL = 200e6;
const ACTION = "Free some space there: what stores on it refuses to write when it is full.";

/** Free space of every disk with data that this program can see, each named by what lies on it. */
export function diskChecks({ models }: Config, demoFolder: string | null): Check[] {
  return [
    ...(demoFolder === null ? [] : [diskCheck("disk (data)", demoFolder)]),
    diskCheck("disk (models)", models.dir),
  ];
}

function diskCheck(name: string, folder: string): Check {
  return {
    name,
    action: ACTION,
    async ask() {
      const { state } = await Deno.permissions.query({ name: "sys", kind: "statfs" });
      if (state !== "granted") return { detail: "not looked at (needs --allow-sys=statfs)" };
      const { bavail, bsize } = await statfs(folder);
      return healthOf(bavail * bsize, resolve(folder));
    },
  };
}

/**
 * What free space (bytes) means: full throws, low is a warning.
 *
 * @throws {Error} under 200 MB
 */
export function healthOf(free: number, folder: string): Health {
  const story = `${sizeText(free)} free at ${folder}`;
  if (free < FULL) throw new Error(story);
  return free < LOW ? { detail: `only ${story}`, warning: ACTION } : { detail: story };
}

function sizeText(bytes: number): string {
  return bytes < 1e9 ? `${Math.floor(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
