import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly tone: "plain" | "ask" | "bad";
  readonly title?: string;
  readonly children?: ComponentChildren;
}

/** A message in the page. `bad` is announced at once by screen readers. */
export function Notice({ tone, title, children }: Props) {
  return (
    <div class={`notice notice-${tone}`} role={tone === "bad" ? "alert" : "note"}>
      <Icon name={tone === "plain" ? "info" : "alert"} />
      <p>
        {title && <strong>{title}</strong>}
        {children}
      </p>
    </div>
  );
}
