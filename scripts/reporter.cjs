'use strict';
// Mocha's own reporter, closed by the plain line that CI readers count, from the runner's own numbers.
const { writeFileSync } = require('node:fs');
const { Runner, reporters } = require('mocha');

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.failed = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) =>
      this.failed.push(`${test.fullTitle()}: ${String(error?.message ?? error)}`),
    );
  }

  done(_failures, finish) {
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    if (process.env.MESHID_TEST_COUNTS)
      writeFileSync(
        process.env.MESHID_TEST_COUNTS,
        JSON.stringify({ passes, failures, pending, failed: this.failed }),
      );
    finish(_failures);
  }
}

module.exports = CountingReporter;
