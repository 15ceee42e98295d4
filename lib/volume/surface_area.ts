type Point = readonly [x: number, y: number, z: number];

/**
 * Corner numbers of each face of a cube in cyclic order; bit 0 of a number is i, 1 is j, 2 is k.
 */
const FACES = [
  [0, 2, 6, 4],
  [1, 3, 7, 5],
  [0, 1, 5, 4],
  [2, 3, 7, 6],
  [0, 1, 3, 2],
  [4, 5, 7, 6],
] as const;

/**
 * Surface area in mm2 within a cell, for each of the 256 patterns of set and unset voxels at its
 * eight corners (bit n of the pattern is corner n; bit 0 of a corner is i, 1 is j, 2 is k). The
 * surface runs through the middles of the edges between unlike corners, as marching cubes has it
 * (Lorensen and Cline 1987). Where a face is ambiguous, the corners of the rarer kind are kept
 * apart; a loop that is not flat is folded so that its area is largest. Both make the table that of
 * Nikolov et al. 2018 (arXiv:1809.04430), which published metrics of segmentations rest on.
 */
export function cellSurfaceAreas(edges: readonly [number, number, number]): Float64Array {
  return Float64Array.from(
    { length: 256 },
    (_, pattern) => surfaceLoops(pattern).reduce((sum, loop) => sum + loopArea(loop, edges), 0),
  );
}

/** Closed loops of the surface in a cell, each as the cell edges that it runs through. */
function surfaceLoops(pattern: number): string[][] {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].filter((corner) => (pattern >> corner) & 1).length;
  const rarer = corners <= 4 ? 1 : 0;
  const neighbours = new Map<string, string[]>();
  for (const face of FACES) {
    for (const [from, to] of faceSegments(face, pattern, rarer)) {
      neighbours.set(from, [...neighbours.get(from) ?? [], to]);
      neighbours.set(to, [...neighbours.get(to) ?? [], from]);
    }
  }
  const loops: string[][] = [];
  const left = new Set(neighbours.keys());
  for (const start of left) {
    const loop: string[] = [];
    let at: string | undefined = start;
    while (at !== undefined) {
      loop.push(at);
      left.delete(at);
      at = neighbours.get(at)?.find((next) => left.has(next));
    }
    loops.push(loop);
  }
  return loops;
}

/** Segments of the surface on one face: around each run of corners of one kind. */
function faceSegments(face: readonly number[], pattern: number, kind: number): [string, string][] {
  const inside = (n: number) => ((pattern >> face[(n + 4) % 4]!) & 1) === kind;
  const crossing = (n: number) => {
    const pair = [face[(n + 4) % 4]!, face[(n + 5) % 4]!].sort((p, q) => p - q);
    return pair.join("-");
  };
  const segments: [string, string][] = [];
  for (let n = 0; n < 4; n++) {
    if (!inside(n) || inside(n - 1)) continue;
    // A run begins at n: the surface enters the face before it and leaves after it.
    let end = n;
    while (inside(end + 1)) end++;
    segments.push([crossing(n - 1), crossing(end)]);
  }
  return segments;
}

/**
 * Area of a loop as a fan of triangles, the largest over the points that the fan can start from.
 */
function loopArea(loop: readonly string[], edges: readonly [number, number, number]): number {
  const points = loop.map((edge) => middle(edge, edges));
  return Math.max(...points.map((_, start) => fanArea(points, start)));
}

function fanArea(points: readonly Point[], start: number): number {
  const at = (n: number) => points[(start + n) % points.length]!;
  let area = 0;
  for (let n = 1; n + 1 < points.length; n++) area += triangleArea(at(0), at(n), at(n + 1));
  return area;
}

function middle(edge: string, [along, down, apart]: readonly [number, number, number]): Point {
  const [p, q] = edge.split("-").map(Number) as [number, number];
  const half = (bit: number) => ((p >> bit) & 1) / 2 + ((q >> bit) & 1) / 2;
  return [half(0) * along, half(1) * down, half(2) * apart];
}

function triangleArea(p: Point, q: Point, r: Point): number {
  const [a, b, c] = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
  const [d, e, f] = [r[0] - p[0], r[1] - p[1], r[2] - p[2]];
  return Math.hypot(b * f - c * e, c * d - a * f, a * e - b * d) / 2;
}
