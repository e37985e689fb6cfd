/** One picture, large. */
export const Viewer = () => null;
