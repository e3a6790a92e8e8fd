import { existsSync, readFileSync } from 'node:fs';

/**
 * Prints "N passed, N failed" from the JSON report of vitest. A test file that could not be loaded counts as one failure,
 * and so does any other trouble (install, build, lint) that no test stands for.
 */
const [report = '', exitCode = '0'] = process.argv.slice(2);
const files = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).testResults : [];

let [passed, failed] = [0, 0];
for (const { status, assertionResults } of files) {
  const failures = assertionResults.filter(test => test.status === 'failed').length;
  passed += assertionResults.filter(test => test.status === 'passed').length;
  failed += status === 'failed' ? Math.max(1, failures) : failures;
}
if (exitCode !== '0' && failed === 0) failed = 1;

console.log(`${passed} passed, ${failed} failed`);
