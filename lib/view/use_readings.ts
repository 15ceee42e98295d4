import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiAnswer, callApi, peekApi } from "./api_client.ts";
import { listenToEvents, type ReadingEvent } from "./live_events.ts";
import { isUnderWay, type Reading } from "./reading.ts";

/** Without live events a running reading is asked about this often. */
const POLL_EVERY = 4000;
/** Telling the FHIR server is no event; while that is due it is asked about this often. */
const PEEK_EVERY = 10_000;

/** The newest reading of a study and how to move it. */
export interface Readings {
  readonly current: Reading | null;
  /** False while the server cannot be reached. */
  readonly online: boolean;
  /** False while news does not arrive by itself. */
  readonly live: boolean;
  /** Reads a reading again and makes it the current one. */
  load(id: string): Promise<void>;
}

/** Follows the readings of one study: the newest is current, whoever asked for it. */
export function useReadings(study: string, person: string, initial: Reading | null): Readings {
  const [current, setCurrent] = useState(initial);
  const [online, setOnline] = useState(true);
  const [live, setLive] = useState(true);
  const latest = useRef(current);
  latest.current = current;

  const take = (answer: ApiAnswer<Reading>) => {
    setOnline(answer.kind !== "offline");
    if (answer.kind === "ok") setCurrent(answer.value);
  };
  const load = async (id: string) => take(await callApi("GET", `/api/inferences/${id}`));
  const peek = async (id: string) => take(await peekApi(`/api/inferences/${id}`));
  const onReading = (event: ReadingEvent) => {
    if (event.study !== study) return;
    const known = latest.current;
    if (known?.id !== event.id || known.state !== event.state || event.state !== "running") {
      void load(event.id);
      return;
    }
    setCurrent({ ...known, stage: event.stage, percent: event.percent });
  };
  // Events that were missed while the line was down are made up for by reading once.
  const onLink = (up: boolean) => {
    setLive(up);
    if (up && latest.current !== null) void load(latest.current.id);
  };
  useEffect(() => listenToEvents(person, { onReading, onLink }), []);
  usePolling(current, live, peek);
  return { current, online, live, load };
}

function usePolling(
  current: Reading | null,
  live: boolean,
  peek: (id: string) => Promise<void>,
): void {
  const every = pollEvery(current, live);
  useEffect(() => {
    if (every === null || current === null) return;
    const timer = setInterval(() => peek(current.id), every);
    return () => clearInterval(timer);
  }, [every, current?.id]);
}

/** How often to ask (ms); null when nothing can change unseen. */
function pollEvery(current: Reading | null, live: boolean): number | null {
  if (current === null) return null;
  if (!live && isUnderWay(current.state)) return POLL_EVERY;
  return current.publication === "pending" ? PEEK_EVERY : null;
}
