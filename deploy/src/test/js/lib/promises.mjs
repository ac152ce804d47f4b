// What a measurement finds not to be as was promised.
const broken = [];

/** Unless it is so, it is told at the end. */
export function keep(is, otherwise) {
  if (!is) {
    broken.push(otherwise);
  }
}

/** Tells what was not kept, and has the process end with 1 if there is anything. */
export function tellBroken() {
  for (const what of broken) {
    console.log("NOT KEPT:", what);
    process.exitCode = 1;
  }
}
