import type { ComponentChildren } from "preact";

/** Props of <Head>. */
export interface HeadProps {
  children?: ComponentChildren;
}

/** Puts its children into the document's head while rendering on the server; nothing in place. */
export function Head(_props: HeadProps): null {
  return null;
}
