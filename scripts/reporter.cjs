'use strict';
// Mocha's own reporter, closed by the plain line that CI readers count, from the runner's own numbers.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

class CountingReporter extends reporters.Spec {
  done(_failures, finish) {
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
    if (process.env.MESHID_TEST_COUNTS)
      writeFileSync(process.env.MESHID_TEST_COUNTS, JSON.stringify({ passes, failures, pending }));
    finish(_failures);
  }
}

module.exports = CountingReporter;
