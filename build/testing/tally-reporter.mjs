/** A reporter for vitest that leaves the tally of the run, with reasons for skipped tests, in a file. */
import { writeFileSync } from 'node:fs';
import { emptyTally } from './tally.mjs';

/** The environment variable that names the file to write. */
export const TALLY_FILE_VARIABLE = 'CONTACT_SHEET_TALLY_FILE';

class TallyReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const tally = emptyTally();
    tally.failed += unhandledErrors.length;
    for (const module of modules) {
      for (const suite of module.children.allSuites()) tally.failed += suite.errors().length;
      tally.failed += module.errors().length;
      for (const test of module.children.allTests()) count(test, tally);
    }
    const file = process.env[TALLY_FILE_VARIABLE];
    if (file) writeFileSync(file, JSON.stringify(tally));
  }
}

/**
 * @param {import('vitest/node').TestCase} test
 * @param {import('./tally.mjs').Tally} tally
 */
function count(test, tally) {
  const result = test.result();
  if (result.state === 'passed') tally.passed++;
  else if (result.state === 'failed') tally.failed++;
  else tally.skipped.push({ name: test.fullName, reason: ('note' in result && result.note) || '' });
}

/** vitest loads a reporter from a module's default export. */
export default TallyReporter;
