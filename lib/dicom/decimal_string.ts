/**
 * A number as DS (PS3.5 6.2: at most 16 characters). What does not fit is rounded to the digits
 * that do; the shortest exact form is taken where it fits.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a decimal: ${value}`);
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 16; digits > 0; digits--) {
    const rounded = String(Number(value.toPrecision(digits)));
    if (rounded.length <= 16) return rounded;
  }
  throw new RangeError(`no decimal string of 16 characters for ${value}`);
}
