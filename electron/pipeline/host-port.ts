/** What the image host needs of the process it runs in. */
interface HostPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The parent is gone. */
  onParentGone(listener: () => void): void;
}

/** The part of Electron's `process.parentPort` (in a utilityProcess) that is used. */
interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
}

const electronPort = (): ElectronParentPort | null =>
  (process as unknown as { parentPort?: ElectronParentPort | null }).parentPort ?? null;

/** The line to the parent: Electron's in a utilityProcess, Node's in a forked process. */
export function openHostPort(): HostPort {
  const port = electronPort();
  if (port !== null) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data)),
      // Electron ends a utilityProcess with its parent.
      onParentGone: () => undefined,
    };
  }
  return {
    send: (message) => void process.send?.(message),
    onMessage: (listener) => void process.on('message', listener),
    onParentGone: (listener) => void process.on('disconnect', listener),
  };
}
