/** The first screen. */
export function ConnectScreen() {
  return null;
}
