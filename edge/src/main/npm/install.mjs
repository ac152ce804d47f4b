// Puts the stock client's browser files into the edge's classes, from the npm package that the lock file names.
// Does nothing where they are there already: node install.mjs <build folder> <folder for the files>
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FILES = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"].flatMap((file) => [
  file,
  `${file}.map`,
]);
const here = dirname(fileURLToPath(import.meta.url));
const [build, target] = process.argv.slice(2);
const stamp = join(build, "installed-lock.json");
const lock = readFileSync(join(here, "package-lock.json"), "utf8");

if (!isUpToDate()) {
  mkdirSync(build, { recursive: true });
  mkdirSync(target, { recursive: true });
  for (const file of ["package.json", "package-lock.json", ".npmrc"]) {
    copyFileSync(join(here, file), join(build, file));
  }
  const npm = spawnSync("npm", ["ci", "--silent"], { cwd: build, stdio: "inherit" });
  if (npm.status !== 0) {
    console.error(`npm ci failed in ${build}: ${npm.error?.message ?? `exit code ${npm.status}`}`);
    process.exit(1);
  }
  for (const file of FILES) {
    copyFileSync(join(build, "node_modules/socket.io-client/dist", file), join(target, file));
  }
  writeFileSync(stamp, lock);
}

function isUpToDate() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === lock && FILES.every((file) => existsSync(join(target, file)));
}
