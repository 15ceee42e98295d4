/** A line of a model card; what stands between backticks is code. */
export function CardText({ children }: { children: string }) {
  const parts = children.split("`");
  return <>{parts.map((part, at) => at % 2 === 1 ? <code key={at}>{part}</code> : part)}</>;
}
