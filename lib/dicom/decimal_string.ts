/**
 * A number as DS (PS3.5 6.2: at most 16 characters). What does not fit is rounded to the digits
 * that do; the shortest exact form is taken where it fits.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`not a decimal: ${value}`);
  for (let digits = 17; digits > 0; digits--) {
    const rounded = digits === 17 ? value : Number(value.toPrecision(digits));
    const shortest = [String(rounded), rounded.toExponential()].find((text) => text.length <= 16);
    if (shortest !== undefined) return shortest;
  }
  throw new RangeError(`no decimal string of 16 characters for ${value}`);
}
