/** An error whose message is all that a person needs: it is printed without a stack. */
export class SetUpError extends Error {
  /** @override */
  name = 'SetUpError';
}

/**
 * One line about a step of set-up.
 * @param {string} line
 */
export function say(line) {
  process.stdout.write(`contact-sheet: ${line}\n`);
}

/**
 * Runs a command's main function and turns its outcome into the exit code of this process.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.exitCode = 1;
    const text = error instanceof SetUpError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`contact-sheet: ${text}\n`);
  }
}
