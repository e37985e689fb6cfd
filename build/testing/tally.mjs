/**
 * What a run of checks and tests came to.
 * @typedef {{ name: string, reason: string }} SkippedTest
 * @typedef {{ passed: number, failed: number, skipped: SkippedTest[] }} Tally
 */

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failed: 0, skipped: [] };
}

/**
 * @param {boolean} passed
 * @returns {Tally} of a check that counts as one
 */
export function tallyOfOne(passed) {
  return { ...emptyTally(), [passed ? 'passed' : 'failed']: 1 };
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumOf(tallies) {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}

/**
 * @param {Tally} tally
 * @returns {string} the run's last line
 */
export function sentenceOf({ passed, failed, skipped }) {
  const counts = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? counts : `${counts}, ${skipped.length} skipped`;
}
