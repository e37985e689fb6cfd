/** The open bucket. */
export function Gallery() {
  return null;
}
