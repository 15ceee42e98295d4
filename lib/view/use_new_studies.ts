import { useEffect, useState } from "preact/hooks";
import { peekApi } from "./api_client.ts";

const LOOK_EVERY = 30_000;

/**
 * By how many studies the list at `path` has grown beyond `known`. Asked twice a minute while the
 * page is seen; the table itself is never changed under the reader.
 */
export function useNewStudies(path: string | null, known: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const look = async () => {
      if (document.visibilityState === "hidden") return;
      const answer = await peekApi<{ total: number }>(path);
      if (answer.kind !== "ok") return;
      setCount(Math.max(0, answer.value.total - known));
    };
    const timer = setInterval(look, LOOK_EVERY);
    return () => clearInterval(timer);
  }, []);
  return count;
}
