/** Takes files dropped anywhere on the window. */
export const DropTarget = () => null;
