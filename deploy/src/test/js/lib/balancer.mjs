// A balancer as many are: every request goes to the next edge, whoever has sent it, and WebSockets do too.
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import { pause } from "./wait.mjs";

export class Balancer {
  #edges;
  #next = 0;
  #agent = new Agent({ keepAlive: true });
  #open = new Set();
  #upgradeDelay = () => 0;

  /** In front of these edges. */
  static async before(edges) {
    const balancer = new Balancer();
    balancer.#edges = edges;
    balancer.requests = new Map(edges.map((edge) => [edge, 0]));
    balancer.server = createServer((asked, answer) => balancer.#pass(asked, answer));
    balancer.server.on("upgrade", (asked, socket, head) => balancer.#upgrade(asked, socket, head));
    balancer.server.listen(0, "127.0.0.1");
    await once(balancer.server, "listening");
    balancer.port = balancer.server.address().port;
    balancer.url = `http://127.0.0.1:${balancer.port}`;
    balancer.token = (sub) => edges[0].token(sub);
    return balancer;
  }

  /** WebSockets are held up for so many milliseconds, asked for anew each time. */
  delayUpgrades(ms) {
    this.#upgradeDelay = ms;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
    this.#open.forEach((socket) => socket.destroy());
    this.#agent.destroy();
  }

  #take() {
    const edge = this.#edges[this.#next++ % this.#edges.length];
    this.requests.set(edge, this.requests.get(edge) + 1);
    return edge;
  }

  async #pass(asked, answer) {
    const parts = [];
    try {
      for await (const part of asked) {
        parts.push(part);
      }
    } catch {
      return; // the client has gone
    }
    this.#send(asked, Buffer.concat(parts), answer, this.#edges.length);
  }

  // one that does not listen has taken nothing: the next one is asked; what breaks off later is not sent again
  #send({ method, url, headers }, body, answer, tries) {
    const { port } = this.#take();
    const sent = request({ host: "127.0.0.1", port, method, path: url, headers, agent: this.#agent });
    sent.on("response", (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.on("error", () => answer.destroy());
      response.pipe(answer);
    });
    sent.on("error", (error) => {
      if (error.code === "ECONNREFUSED" && tries > 1) {
        this.#send({ method, url, headers }, body, answer, tries - 1);
      } else {
        answer.destroy();
      }
    });
    answer.on("close", () => answer.writableFinished || sent.destroy());
    sent.end(body);
  }

  async #upgrade({ url, rawHeaders }, client, head) {
    this.#open.add(client);
    client.on("error", () => {});
    await pause(this.#upgradeDelay());
    const upstream = connect(this.#take().port, "127.0.0.1");
    upstream.on("error", () => client.destroy());
    upstream.on("close", () => client.end());
    client.on("close", () => {
      this.#open.delete(client);
      upstream.destroy();
    });
    const lines = rawHeaders.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join("");
    upstream.write(`GET ${url} HTTP/1.1\r\n${lines}\r\n`);
    upstream.write(head);
    client.pipe(upstream).pipe(client);
  }
}
