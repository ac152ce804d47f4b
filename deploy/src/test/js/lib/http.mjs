// HTTP as it goes over the wire, one request at a time, for answers that fetch would hide or refuse to ask for.
import { request } from "node:http";
import { within } from "./wait.mjs";

/** Asks, and gives {status, headers, body}; `query` is put behind `/socket.io/?` where no path is given. */
export function http(edge, { method = "GET", query = "", path = `/socket.io/?${query}`, headers = {}, body } = {}) {
  return within(10_000, `answer to ${method} ${path}`, new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: edge.port, method, path, headers, agent: false });
    asked.on("error", reject);
    asked.on("response", (response) => read(response).then(resolve, reject));
    asked.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, headers: response.headers, body: "" });
    });
    asked.end(body);
  }));
}

/** The headers of a WebSocket handshake. */
export const UPGRADE = {
  connection: "Upgrade",
  upgrade: "websocket",
  "sec-websocket-version": "13",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** A polling session: its sid, and ways to poll, post and join the default namespace. */
export async function pollingSession(edge, headers = {}) {
  const answer = await http(edge, { query: "EIO=4&transport=polling", headers });
  if (answer.status !== 200) {
    throw new Error(`handshake refused: ${answer.status} ${answer.body}`);
  }
  const handshake = JSON.parse(answer.body.slice(1));
  const query = `EIO=4&transport=polling&sid=${handshake.sid}`;
  const session = {
    handshake,
    answer,
    query,
    poll: () => http(edge, { query, headers }),
    post: (body, more = {}) => http(edge, {
      method: "POST",
      query,
      headers: { "content-type": "text/plain;charset=UTF-8", ...headers, ...more },
      body,
    }),
    async connect(user) {
      await session.post("40" + JSON.stringify({ token: edge.token(user) }));
      const reply = await session.poll();
      if (!reply.body.startsWith("40")) {
        throw new Error(`CONNECT refused: ${reply.status} ${reply.body}`);
      }
      return session;
    },
  };
  return session;
}

async function read(response) {
  const parts = [];
  for await (const part of response) {
    parts.push(part);
  }
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts).toString() };
}
