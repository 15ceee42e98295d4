/** A view of an array by shape and strides, as the npm package ndarray gives it. */
export interface StridedView {
  readonly data: StridedData;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
  readonly offset: number;
  readonly dimension: number;
  readonly size: number;
  readonly order: readonly number[];
  index(...at: number[]): number;
  get(...at: number[]): number | bigint | undefined;
  set(...atAndValue: number[]): number;
  lo(...at: (number | null)[]): StridedView;
  hi(...at: (number | null)[]): StridedView;
  step(...by: (number | null)[]): StridedView;
  transpose(...axes: number[]): StridedView;
  pick(...at: (number | null)[]): StridedView;
}

/** What a view looks into. */
export type StridedData = { [index: number]: number };

/**
 * Makes the maker of views, in place of ndarray's, which compiles its classes out of strings: the
 * viewer's CSP forbids that, and without it no SEG is drawn. This function is written into OHIF's
 * bundles as text, so it must use nothing from outside itself.
 */
export function stridedViewMaker(dtype: string) {
  const isAxis = (value: number | null | undefined): value is number => typeof value === "number";
  const product = (all: readonly number[]) => all.reduce((a, b) => a * b, 1);

  function make(
    data: StridedData,
    shape: readonly number[],
    stride: readonly number[],
    offset: number,
  ): StridedView & { dtype: string; valueOf(): unknown } {
    const at = (indices: readonly number[]) => {
      let index = offset;
      for (let axis = 0; axis < shape.length; axis++) index += stride[axis]! * indices[axis]!;
      return index;
    };
    return {
      data,
      shape: [...shape],
      stride: [...stride],
      offset,
      dtype,
      dimension: shape.length,
      size: product(shape),
      order: shape.map((_, axis) => axis).sort((a, b) =>
        Math.abs(stride[a]!) - Math.abs(stride[b]!) || a - b
      ),
      index: (...indices) => at(indices),
      get: (...indices) => data[at(indices)],
      valueOf: () => data[offset],
      set: (...rest) => data[at(rest)] = rest[shape.length]!,
      hi: (...ends) =>
        make(data, shape.map((n, axis) => isEnd(ends[axis]) ? ends[axis] : n), stride, offset),
      lo: (...starts) =>
        make(
          data,
          shape.map((n, axis) => isEnd(starts[axis]) ? n - starts[axis] : n),
          stride,
          shape.reduce(
            (sum, _, axis) => isEnd(starts[axis]) ? sum + stride[axis]! * starts[axis] : sum,
            offset,
          ),
        ),
      step: (...by) => stepped(data, shape, stride, offset, by),
      transpose: (...axes) =>
        make(
          data,
          shape.map((_, axis) => shape[axes[axis] ?? axis]!),
          stride.map((_, axis) => stride[axes[axis] ?? axis]!),
          offset,
        ),
      pick: (...indices) => {
        const kept = shape.map((_, axis) => axis).filter((axis) => !isEnd(indices[axis]));
        const start = shape.reduce(
          (sum, _, axis) => isEnd(indices[axis]) ? sum + stride[axis]! * indices[axis] : sum,
          offset,
        );
        return make(data, kept.map((a) => shape[a]!), kept.map((a) => stride[a]!), start);
      },
    };
  }

  function isEnd(value: number | null | undefined): value is number {
    return isAxis(value) && value >= 0;
  }

  /** Every n-th element along each axis; a negative n runs backwards. */
  function stepped(
    data: StridedData,
    shape: readonly number[],
    stride: readonly number[],
    offset: number,
    by: readonly (number | null)[],
  ): StridedView {
    const step = (axis: number) => isAxis(by[axis]) ? by[axis] : 1;
    const start = shape.reduce(
      (sum, n, axis) => step(axis) < 0 ? sum + stride[axis]! * (n - 1) : sum,
      offset,
    );
    return make(
      data,
      shape.map((n, axis) => Math.ceil(n / Math.abs(step(axis)))),
      stride.map((n, axis) => n * step(axis)),
      start,
    );
  }

  return (data: StridedData, shape: number[], stride: number[], offset: number) =>
    make(data, shape ?? [], stride ?? [], offset ?? 0);
}
