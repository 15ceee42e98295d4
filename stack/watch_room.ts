import { statfsSync } from "node:fs";

/** Less free space than this is too little: a study and its result take some 100 MB. */
const LEAST_BYTES = 200e6;
const EVERY_MS = 10_000;

/** How often to look, and from where on room is scarce; tests give others. */
export interface RoomLimits {
  readonly leastBytes?: number;
  readonly everyMs?: number;
}

/**
 * Watches the disk of a running stack: says once when room becomes scarce, and once when there is
 * some again. The services bear a full disk (they refuse what they cannot write) and go on by
 * themselves, so nothing is ended. `signal` ends the watch.
 */
export function watchRoom(
  dir: string,
  say: (line: string) => void,
  signal: AbortSignal,
  { leastBytes = LEAST_BYTES, everyMs = EVERY_MS }: RoomLimits = {},
): void {
  let scarce = false;
  const look = () => {
    const free = freeBytes(dir);
    const now = free === null ? scarce : free < leastBytes;
    if (free !== null && now !== scarce) say(sentence(dir, free, now));
    scarce = now;
  };
  const timer = setInterval(look, everyMs);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

/** Null when the folder is not there (any more). */
function freeBytes(dir: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return null; // whoever removes the folder of a running stack hears of it from every service
  }
}

function sentence(dir: string, free: number, scarce: boolean): string {
  const megabytes = Math.round(free / 1e6);
  if (!scarce) return `There is room again at ${dir}: ${megabytes} MB.`;
  return `Only ${megabytes} MB are free at ${dir}: results, patients and sign-ins may not be kept. ` +
    "Make room there; nothing has to be started again.";
}
