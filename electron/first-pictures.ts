/** With no further picture asked for in this time the window has those that it shows. */
const QUIET_MS = 120;
/** A window that asks for no picture, or for one after the other, is not waited for longer than this. */
const PATIENCE_MS = 1_500;

/** When the window has its first pictures: until then what can wait does. */
interface FirstPictures {
  /** The window was given a picture. */
  given(): void;
  readonly shown: Promise<void>;
}

export function createFirstPictures({ quietMs = QUIET_MS, patienceMs = PATIENCE_MS } = {}): FirstPictures {
  let resolve: () => void = () => undefined;
  const shown = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  const end = (): void => {
    clearTimeout(patience);
    clearTimeout(quiet);
    resolve();
  };
  const patience = setTimeout(end, patienceMs);
  let quiet: NodeJS.Timeout | undefined;
  let isOver = false;
  void shown.then(() => {
    isOver = true;
  });
  return {
    given() {
      if (isOver) return;
      clearTimeout(quiet);
      quiet = setTimeout(end, quietMs);
    },
    shown,
  };
}
