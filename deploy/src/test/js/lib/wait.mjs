// Waiting with a deadline: nothing in these tests sleeps and hopes.

/** The promise's value, or an error that names what was waited for. */
export async function within(ms, what, promise) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${typeof what === "function" ? what() : what}`)), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until `check` gives something true, and returns that. */
export async function until(ms, what, check, everyMs = 10) {
  const end = performance.now() + ms;
  for (;;) {
    const found = await check();
    if (found) {
      return found;
    }
    if (performance.now() > end) {
      throw new Error(`not within ${ms} ms: ${typeof what === "function" ? what() : what}`);
    }
    await pause(everyMs);
  }
}

/** The arguments of the next `name` that the emitter emits. */
export function event(emitter, name, ms = 5_000) {
  return within(ms, `event ${name}`, new Promise((resolve) => emitter.once(name, (...args) => resolve(args))));
}

/** For pacing what is sent; not for hoping that something has happened. */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
