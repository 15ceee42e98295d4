import { type ComponentChildren, Fragment, h, type VNode } from "preact";

/** Props of <Partial>. */
export interface PartialProps {
  name: string;
  mode?: "replace" | "prepend" | "append";
  children?: ComponentChildren;
}

/** A region that Fresh could update by itself; here links load whole pages, so it only passes on. */
export function Partial(props: PartialProps): VNode {
  return h(Fragment, null, props.children);
}
