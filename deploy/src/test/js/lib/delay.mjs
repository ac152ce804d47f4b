// A network in between: everything takes a while, in each direction.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * An edge behind a line that delays each piece by so many milliseconds; `close` ends it. `holdUpgrades` keeps connections
 * that ask for a WebSocket waiting until the function is called that it gives.
 */
export async function delayed(edge, ms) {
  let upgradesMayGo;
  const server = createServer((client) => {
    const upstream = connect(edge.port, "127.0.0.1");
    later(client, upstream, ms, (head) => (head.includes("Upgrade: websocket") ? upgradesMayGo : undefined));
    later(upstream, client, ms);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = server.address().port;
  const holdUpgrades = () => {
    const { promise, resolve } = withResolvers();
    upgradesMayGo = promise;
    return resolve;
  };
  return { port, url: `http://127.0.0.1:${port}`, token: (sub) => edge.token(sub), close: () => server.close(), holdUpgrades };
}

// Timers of the same length run in the order in which they were set, so nothing is overtaken.
function later(from, to, ms, hold = () => undefined) {
  from.setNoDelay(true);
  const pass = (bytes) => setTimeout(() => to.destroyed || to.write(bytes), ms);
  from.once("data", async (head) => {
    from.pause();
    await hold(head);
    pass(head);
    from.on("data", pass);
    from.resume();
  });
  from.on("end", () => setTimeout(() => to.end(), ms));
  from.on("error", () => to.destroy());
}

function withResolvers() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
