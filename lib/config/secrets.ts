import type { Environment } from "./config.ts";

/**
 * Replaces `NAME_FILE` by the content of the file it names, for each name given. Setting both NAME
 * and NAME_FILE is a fault, as is a file that cannot be read; faults are appended, not thrown, so
 * that the caller can report all of them together.
 */
export function readSecrets(
  environment: Environment,
  names: readonly string[],
  faults: string[],
): Record<string, string | undefined> {
  const settings: Record<string, string | undefined> = { ...environment };
  for (const name of names) {
    const file = settings[`${name}_FILE`];
    delete settings[`${name}_FILE`];
    if (file === undefined || file === "") continue;
    if (settings[name]) faults.push(`${name}: is set twice, also by ${name}_FILE`);
    try {
      settings[name] = Deno.readTextFileSync(file).trim();
    } catch (error) {
      const reason = error instanceof Error ? error.name : "error";
      faults.push(`${name}_FILE: the file cannot be read (${reason})`);
    }
  }
  return settings;
}
