// The stock client over TLS: both transports, the upgrade, the return after a cut.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join as path } from "node:path";
import { after, afterEach, before, describe, it } from "node:test";
import { makeCertificate } from "./lib/certificate.mjs";
import { ask, closeAll, connect, connected, dial, Inbox, join, refused } from "./lib/clients.mjs";
import { up } from "./lib/roomlog.mjs";
import { event, within } from "./lib/wait.mjs";

describe("the stock client over TLS", { timeout: 120_000 }, () => {
  const folder = mkdtempSync(path(tmpdir(), "roomlog-tls-"));
  let edge;
  let ca;
  before(async () => {
    const { certificate, key, pem } = makeCertificate(folder);
    ca = pem;
    edge = await up("--tls-certificate", certificate, "--tls-key", key);
    edge.url = `https://localhost:${edge.port}`;
  });
  after(async () => {
    await edge?.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(closeAll);

  for (const transports of [["websocket"], ["polling"], ["polling", "websocket"]]) {
    it(`connects and publishes over ${transports.join(", then ")}`, async () => {
      const socket = await connect(edge, "alice", { ca, transports });
      if (transports.length > 1 && socket.io.engine.transport.name === "polling") {
        await event(socket.io.engine, "upgrade");
      }
      assert.equal(socket.io.engine.transport.name, transports.at(-1));
      const inbox = new Inbox(socket);
      await join(socket, `by ${transports}`);
      const text = "long enough for several records of TLS ".repeat(2_000);
      assert.equal((await ask(socket, "publish", `by ${transports}`, "said", text)).ok, true);
      assert.deepEqual((await inbox.first("said")).args, [text]);
    });

    it(`is recovered after a cut over ${transports.join(", then ")}`, async () => {
      const socket = await connect(edge, "bob", { ca, transports, reconnection: true, reconnectionDelay: 50 });
      const publisher = await connect(edge, "publisher", { ca });
      const inbox = new Inbox(socket);
      const room = `cut over ${transports}`;
      await join(socket, room);
      const back = event(socket, "connect", 10_000);
      socket.io.engine.close();
      await ask(publisher, "publish", room, "said", "meanwhile");
      await back;
      assert.equal(socket.recovered, true);
      assert.deepEqual((await inbox.first("said")).args, ["meanwhile"]);
    });
  }

  it("finds its own files and the page there", async () => {
    for (const file of ["/socket.io/socket.io.min.js", "/"]) {
      assert.equal(await status(edge.url + file, ca), 200, file);
    }
  });

  it("turns away from a certificate that nobody vouches for", async () => {
    for (const transport of ["websocket", "polling"]) {
      const error = await refused(dial(edge, { auth: { token: edge.token("alice") }, transports: [transport] }));
      assert.match(error.message, /websocket error|xhr poll error/);
    }
    await connected(dial(edge, { auth: { token: edge.token("alice") }, ca }));
  });

  it("is told the address as it is", () => {
    assert.match(edge.process.output, new RegExp(`https://localhost:${edge.port}/#token=`));
  });
});

function status(url, ca) {
  return within(5_000, url, new Promise((resolve, reject) => {
    get(url, { ca }, (answer) => resolve(answer.resume().statusCode)).on("error", reject);
  }));
}
