// The end of a test file's process: what a test that has failed left open would have it run for ever, without a word.
import { after } from "node:test";

const TIDIES_MS = 20_000;

after(() => {
  setTimeout(() => {
    console.error(`all tests have ended ${TIDIES_MS} ms ago, and this is still open: ${process.getActiveResourcesInfo()}`);
    process.exit(1);
  }, TIDIES_MS).unref();
});
