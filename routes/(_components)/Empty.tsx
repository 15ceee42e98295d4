import { Icon } from "../../lib/view/Icon.tsx";

/** What stands where a list would, with what to do about it. */
export function Empty({ title, hint }: { title: string; hint: string }) {
  return (
    <div class="card empty">
      <Icon name="queue" />
      <h2>{title}</h2>
      <p>{hint}</p>
    </div>
  );
}
