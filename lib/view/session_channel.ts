/**
 * What the tabs of one browser tell each other about the session they share. `ended`: somebody
 * signed out, or a tab was refused. `alive`: this person is signed in, by form, in place or by
 * renewal.
 */
export type SessionWord =
  | { readonly type: "ended" }
  | { readonly type: "alive"; readonly userId: string };

/** A tab's line to the others; it never hears itself. */
export interface SessionChannel {
  tell(word: SessionWord): void;
  close(): void;
}

const NAME = "neuronova-session";

/** Joins the tabs of this browser at this address. */
export function joinTabs(hear: (word: SessionWord) => void): SessionChannel {
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<SessionWord>) => hear(data);
  return {
    tell: (word) => channel.postMessage(word),
    close: () => channel.close(),
  };
}
