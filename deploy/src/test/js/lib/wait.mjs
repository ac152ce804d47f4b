// Waiting with a deadline: nothing in these tests sleeps and hopes.

/** The promise's value, or an error that names what was waited for. */
export async function within(ms, what, promise) {
  return before(performance.now() + ms, () => late(ms, what), promise);
}

/** Looks again and again until `check` gives something true, and returns that; a look that does not end is late too. */
export async function until(ms, what, check, everyMs = 10) {
  const end = performance.now() + ms;
  for (;;) {
    const looked = check();
    const found = looked instanceof Promise ? await before(end, () => late(ms, what), looked) : looked;
    if (found) {
      return found;
    }
    if (performance.now() > end) {
      throw late(ms, what);
    }
    await pause(everyMs);
  }
}

async function before(end, error, promise) {
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(error()), Math.max(1, end - performance.now()));
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function late(ms, what) {
  return new Error(`not within ${ms} ms: ${typeof what === "function" ? what() : what}`);
}

/** The arguments of the next `name` that the emitter emits. */
export function event(emitter, name, ms = 5_000) {
  return within(ms, `event ${name}`, new Promise((resolve) => emitter.once(name, (...args) => resolve(args))));
}

/** For pacing what is sent; not for hoping that something has happened. */
export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
