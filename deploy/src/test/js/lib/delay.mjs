// A network in between: everything takes a while, in each direction.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** An edge behind a line that delays each piece by so many milliseconds; `close` ends it. */
export async function delayed(edge, ms) {
  const server = createServer((client) => {
    const upstream = connect(edge.port, "127.0.0.1");
    later(client, upstream, ms);
    later(upstream, client, ms);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = server.address().port;
  return { port, url: `http://127.0.0.1:${port}`, token: (sub) => edge.token(sub), close: () => server.close() };
}

// Timers of the same length run in the order in which they were set, so nothing is overtaken.
function later(from, to, ms) {
  from.setNoDelay(true);
  from.on("data", (bytes) => setTimeout(() => to.destroyed || to.write(bytes), ms));
  from.on("end", () => setTimeout(() => to.end(), ms));
  from.on("error", () => to.destroy());
}
