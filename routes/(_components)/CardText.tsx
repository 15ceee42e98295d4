import { Fragment } from "preact";

/**
 * A line of a model card; what stands between backticks is code. Fragments, because precompiled JSX
 * escapes a string in a mapped array twice.
 */
export function CardText({ children }: { children: string }) {
  const parts = children.split("`");
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>
      )}
    </>
  );
}
