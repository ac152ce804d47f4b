// What a process's log tells of faults: each kind once, with its stack trace, and how often.

const ENTRY = /^\d\d:\d\d:\d\d\.\d{3} /;
const FAULT = /^\S+ ERROR |of ours|handler failed|unexpected (throwable|exception)|was not answered(?!.*InsufficientData)|internal server error|OutOfMemory/i;
const TRACE = /^\s+at [\w.$/<>]+\(|^\s*Caused by:/;
const WHERE = /^\s*Caused by: |^\S+(Exception|Error)\b|at io\.roomlog\./;
const TIME = "00:00:00.000 ".length;
const SHOWN = 45;

export class Complaints {
  #entry = [];
  #rest = "";
  #kinds = new Map();

  /** Takes a piece of the log; `context` tells what led to it. */
  read(text, context) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop();
    for (const line of lines) {
      if (ENTRY.test(line)) {
        this.#close(context);
      }
      this.#entry.push(line);
    }
  }

  /** All kinds so far. */
  get all() {
    return [...this.#kinds.values()].map(({ count, entry, context }) => `${count} times: ${entry}\n  shortly before: ${context}`);
  }

  #close(context) {
    const entry = this.#entry;
    this.#entry = [];
    if (!FAULT.test(entry[0] ?? "") && !entry.some((line) => TRACE.test(line))) {
      return;
    }
    const told = [entry[0].slice(TIME).replace(/[[=].*/, ""), ...entry.slice(1).filter((line) => WHERE.test(line))];
    const kind = told.map((line) => line.replace(/(Exception|Error)\b.*/, "$1").replace(/\d+/g, "")).join("\n");
    const known = this.#kinds.get(kind);
    if (known) {
      known.count++;
    } else {
      this.#kinds.set(kind, { count: 1, entry: entry.slice(0, SHOWN).join("\n    "), context });
    }
  }
}
