interface Props {
  readonly colour: readonly [red: number, green: number, blue: number];
}

/** A legend's colour. An SVG attribute and not a style: the policy forbids inline styles. */
export function Swatch({ colour }: Props) {
  return (
    <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      <rect width="12" height="12" rx="3" fill={`rgb(${colour.join(" ")})`} />
    </svg>
  );
}
