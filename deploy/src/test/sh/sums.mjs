// What all test runners have reported, in one: what failed, what was not run and why, and the sums in the last line.
// node sums.mjs <repository> <TAP file of the JavaScript tests> <file for what was not run>
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [repository, tapFile, notRunFile] = process.argv.slice(2);
const sums = { passed: 0, failed: 0, skipped: 0 };
const failed = [];
const notRun = [];

for (const file of javaReports()) {
  readJava(readFileSync(file, "utf8"), basename(file));
}
if (existsSync(tapFile)) {
  readTap(readFileSync(tapFile, "utf8"));
} else {
  sums.failed++;
  failed.push("the JavaScript tests were not begun, or ended without a report");
}
writeFileSync(notRunFile, notRun.map((line) => `${line}\n`).join(""));
print("Failed:", failed);
print("Not run:", notRun);
console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped`);
process.exit(sums.failed > 0 || sums.passed === 0 ? 1 : 0);

function javaReports() {
  return readdirSync(repository)
    .flatMap((module) => ["surefire", "failsafe"].map((runner) => join(repository, module, "target", `${runner}-reports`)))
    .filter(existsSync)
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => basename(file).startsWith("TEST-") && file.endsWith(".xml"))
    .sort();
}

function readJava(xml, file) {
  const suite = xml.match(/<testsuite\s[^>]*>/)?.[0];
  if (!suite) {
    sums.failed++;
    failed.push(`${file}: no report, its runner has crashed`);
    return;
  }
  const count = (name) => Number(suite.match(new RegExp(`\\s${name}="(\\d+)"`))?.[1] ?? 0);
  sums.failed += count("failures") + count("errors");
  sums.skipped += count("skipped");
  sums.passed += count("tests") - count("failures") - count("errors") - count("skipped");
  for (const [, attributes, content = ""] of xml.matchAll(/<testcase\s([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)) {
    const attribute = (name) => attributes.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "";
    const name = `${attribute("classname").split(".").pop()} ${attribute("name")}`.trim();
    if (/<(failure|error)\b/.test(content)) {
      failed.push(plain(name));
    }
    const skipped = content.match(/<skipped\b(?:[^>]*?message="([^"]*)")?[^>]*>(?:<!\[CDATA\[\S*? (?:Assumption failed: )?([^\n]*))?/);
    if (skipped) {
      notRun.push(plain(`${name}: ${skipped[1] ?? skipped[2] ?? "no reason given"}`));
    }
  }
}

function readTap(tap) {
  const sum = (name) => Number(tap.match(new RegExp(`^# ${name} (\\d+)$`, "m"))?.[1] ?? 0);
  sums.passed += sum("pass");
  sums.failed += sum("fail") + sum("cancelled");
  sums.skipped += sum("skipped") + sum("todo");
  for (const [, name, details] of tap.matchAll(/^ *not ok \d+ - (.*)\n((?:.*\n){0,6})/gm)) {
    if (!details.includes("failureType: 'subtestsFailed'")) {
      failed.push(name);
    }
  }
  for (const [, name, reason] of tap.matchAll(/^\s*ok \d+ - (.*?) # (?:SKIP|TODO)(.*)$/gm)) {
    notRun.push(`${name}: ${reason.trim() || "no reason given"}`);
  }
}

function plain(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#10;", " ")
    .replaceAll("&amp;", "&").split("\n")[0];
}

function print(title, lines) {
  if (lines.length > 0) {
    console.log(`\n${title}`);
    lines.forEach((line) => console.log(`  ${line}`));
  }
}
