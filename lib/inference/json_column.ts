/**
 * Value of a JSON column: MariaDB's JSON is a checked text, which the driver gives as it is, while
 * MySQL's arrives parsed.
 */
export function jsonOf<T>(column: T | string): T {
  return typeof column === "string" ? JSON.parse(column) : column;
}
