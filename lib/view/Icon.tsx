import type { JSX } from "preact";

// 16x16 line drawings, stroke 1.5. Decorative: a word always stands beside them.
const PATHS = {
  accept: "M3 8.5 6.5 12 13 4.5",
  alert: "M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.1",
  brain:
    "M6.5 2.5A2 2 0 0 0 4 4.3 2.3 2.3 0 0 0 2.5 8 2.4 2.4 0 0 0 4 11.7 2 2 0 0 0 8 12.5V4a1.6 1.6 0 0 0-1.5-1.5ZM9.5 2.5A2 2 0 0 1 12 4.3 2.3 2.3 0 0 1 13.5 8 2.4 2.4 0 0 1 12 11.7 2 2 0 0 1 8 12.5",
  cancel: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM4 4l8 8",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 4.8V8l2.3 1.6",
  cross: "M4 4l8 8M12 4l-8 8",
  eye:
    "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  idle: "M4 8h8",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM8 7.2v3.6M8 5v.1",
  moon: "M13.5 9.5A5.8 5.8 0 0 1 6.5 2.5a5.8 5.8 0 1 0 7 7Z",
  next: "M6 3.5 10.5 8 6 12.5",
  previous: "M10 3.5 5.5 8 10 12.5",
  queue: "M3 4h10M3 8h10M3 12h6",
  question:
    "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2ZM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.6-.8 1.2M8 11.2v.1",
  retry: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.6h-2.6",
  run: "M5 3.5v9L12.5 8Z",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14",
  signOut: "M6.5 2.5h-4v11h4M6 8h8M11 5l3 3-3 3",
  sun:
    "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1",
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative line icon in the colour of its text. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
