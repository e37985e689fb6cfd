/** How the app was started. */
export interface Arguments {
  /** Open the demo bucket at once. */
  demo: boolean;
  /** Perform the main job once, leave its files in this folder, and end. */
  tourFolder: string | null;
  /** How much is written to the log file: `debug` has a line for each request. */
  logLevel: 'info' | 'debug';
}

/** Reads the app's own switches; everything else is Chromium's and left alone. */
export function readArguments(argv: readonly string[]): Arguments {
  const tour = argv.find((argument) => argument.startsWith('--tour='))?.slice('--tour='.length);
  return {
    demo: argv.includes('--demo'),
    tourFolder: tour === undefined || tour === '' ? null : tour,
    logLevel: argv.includes('--log=debug') ? 'debug' : 'info',
  };
}
