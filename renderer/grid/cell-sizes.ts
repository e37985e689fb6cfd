/** The three sizes of the pictures: the least edge of a cell, in CSS pixels. The settings keep the edge. */
export const cellSizes = [
  { name: 'small', edge: 112 },
  { name: 'medium', edge: 160 },
  { name: 'large', edge: 248 },
] as const;

/** The place in `cellSizes` of the size that an edge stands for: the nearest, as settings of an older version have others. */
export function cellSizeAt(edge: number): number {
  let nearest = 0;
  for (const [at, size] of cellSizes.entries()) {
    if (Math.abs(size.edge - edge) < Math.abs(edgeOf(nearest) - edge)) nearest = at;
  }
  return nearest;
}

/** The edge of the size at a place of `cellSizes`. */
export const edgeOf = (at: number): number => cellSizes[at]?.edge ?? cellSizes[1].edge;
