/** The most pictures that one drag out of the window takes: what is more is a save to a folder, which shows its progress. */
export const MAX_DRAG_FILES = 50;
/** The most stored bytes of them: so much is fetched while a person holds a picture, or on the second try. */
export const MAX_DRAG_BYTES = 250_000_000;
