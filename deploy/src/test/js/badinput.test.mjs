// What a broken or evil client can send: each thing gets its error or its close, and a bystander feels nothing.
// Frames that RFC 6455 forbids: WebSocketCasesIT.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { Bystander } from "./lib/bystander.mjs";
import { closeAll } from "./lib/clients.mjs";
import { http, pollingSession } from "./lib/http.mjs";
import { Random } from "./lib/random.mjs";
import { BINARY, frame, PING, RawSocket, TEXT } from "./lib/rawsocket.mjs";
import { reset } from "./lib/reset.mjs";
import { up } from "./lib/roomlog.mjs";

const LIMIT = 1_000_000;
const BAD_UTF8 = Buffer.from([0x34, 0xc3, 0x28]);
const OPTIONAL = ["null", "{}", '{"room":{}}', '{"_placeholder":true,"num":0}']; // fit as options of join and history
const deep = (levels) => "[".repeat(levels) + "]".repeat(levels);

describe("bad input", { timeout: 180_000 }, () => {
  const random = new Random();
  let edge;
  let bystander;
  before(async () => {
    edge = await up();
    bystander = await Bystander.start(edge);
  });
  afterEach(() => assert.equal(edge.process.end, undefined, "the server has ended"));
  after(async () => {
    closeAll();
    await edge?.stop();
  });

  it("a message of just the limit is taken", async () => {
    const raw = await RawSocket.joined(edge, "mallory");
    const around = '420["publish","limit","said",""]';
    raw.send(frame(TEXT, around.replace('""', `"${"x".repeat(LIMIT - around.length)}"`)));
    const ack = await raw.ack(0);
    assert.ok(ack.ok || ack.error.code === "too_large", JSON.stringify(ack));
    raw.tcp.destroy();
  });

  describe("connections cut anywhere", () => {
    const whole = frame(TEXT, '420["publish","cut","said","日本"]');
    for (const [how, cut] of [["closed", (tcp) => tcp.end()], ["reset", reset]]) {
      it(`${how} after each byte of a frame`, async () => {
        await Promise.all([...whole.keys()].map(async (length) => {
          const raw = await RawSocket.joined(edge, "mallory");
          await new Promise((resolve) => raw.tcp.write(whole.subarray(0, length + 1), resolve));
          cut(raw.tcp);
          await raw.end();
        }));
      });
    }

    it("closed after each byte of a handshake", async () => {
      const request = Buffer.from(`GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nhost: 127.0.0.1:${edge.port}\r\n\r\n`);
      await Promise.all([...request.keys()].map(async (length) => {
        const raw = new RawSocket(edge);
        raw.tcp.end(request.subarray(0, length + 1));
        await raw.answer();
      }));
    });
  });

  describe("random bytes", () => {
    it(`in place of frames, seed ${random.seed}`, async () => {
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 20 }, async () => {
          const raw = await RawSocket.joined(edge, "mallory");
          raw.tcp.end(random.bytes(300));
          await raw.end();
        }));
      }
    });

    it(`within frames, seed ${random.seed}`, async () => {
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 20 }, async () => {
          const raw = await RawSocket.joined(edge, "mallory");
          for (let i = 0; i < 5; i++) {
            raw.send(frame(random.of([TEXT, BINARY, PING]), random.bytes(100)));
          }
          raw.tcp.end();
          await raw.end();
        }));
      }
    });

    it(`in a good packet's place, seed ${random.seed}`, async () => {
      const good = '451-0["publish","random","said",{"_placeholder":true,"num":0},[1,2.5e3,null,"\\u00e9"]]';
      for (let round = 0; round < 10; round++) {
        await Promise.all(Array.from({ length: 20 }, async () => {
          const raw = await RawSocket.joined(edge, "mallory");
          for (let i = 0; i < 5; i++) {
            const bytes = Buffer.from(good);
            bytes[random.below(bytes.length)] = 0x20 + random.below(0x5f);
            raw.send(frame(TEXT, bytes));
            raw.send(frame(BINARY, random.bytes(10)));
          }
          raw.tcp.end();
          await raw.end();
        }));
      }
    });

    it(`in place of HTTP, seed ${random.seed}`, async () => {
      await Promise.all(Array.from({ length: 50 }, async () => {
        const raw = new RawSocket(edge);
        raw.tcp.end(random.bytes(2_000));
        await raw.answer();
      }));
    });
  });

  describe("packets that no Socket.IO client sends close the connection", () => {
    const packets = {
      "an unknown Engine.IO type": ["9"],
      "a ping of the client": ["2"],
      "an unknown Socket.IO type": ["49"],
      "a type that is a letter": ["4abc"],
      "an event that is an object": ["42{}"],
      "an event without a name": ["42[]"],
      "an event named by an object": ["42[{}]"],
      "an event named by null": ["42[null]"],
      "an event of a reserved name": ['42["disconnect"]'],
      "an event cut short": ['42["publish","r"'],
      "an event with something behind it": ['42["publish"]x'],
      "an event with letters for an ack id": ['42abc["publish"]'],
      "an ack that is an object": ["430{}"],
      "an event of a namespace not joined": ['42/other,["publish"]'],
      "a second CONNECT": ["40"],
      "a CONNECT_ERROR": ['44{"message":"x"}'],
      "a binary event without a count": ['45["x"]'],
      "a binary event of a huge count": ['4599999999999-["x"]'],
      "text in place of an attachment": ['451-["x",{"_placeholder":true,"num":0}]', '42["x"]'],
      "an attachment that nobody announced": [Buffer.from("x")],
      "a placeholder that points nowhere": ['451-["publish","r","e",{"_placeholder":true,"num":5}]', Buffer.from("x")],
      "a placeholder before the first": ['451-["publish","r","e",{"_placeholder":true,"num":-1}]', Buffer.from("x")],
      "a placeholder that is no number": ['451-["publish","r","e",{"_placeholder":true,"num":"0"}]', Buffer.from("x")],
    };
    for (const [what, messages] of Object.entries(packets)) {
      it(what, async () => {
        const raw = await RawSocket.joined(edge, "mallory");
        messages.forEach((message) => raw.send(frame(typeof message === "string" ? TEXT : BINARY, message)));
        await raw.end();
      });
    }

    it("an event before CONNECT", async () => {
      const raw = await RawSocket.websocket(edge);
      raw.send(frame(TEXT, '42["publish","r","said"]'));
      await raw.end();
    });

    for (const payload of ['"x"', "[1]", "{", "null x"]) {
      it(`a CONNECT whose payload is ${payload}`, async () => {
        const raw = await RawSocket.websocket(edge);
        raw.send(frame(TEXT, "40" + payload));
        await raw.end();
      });
    }
  });

  describe("JSON 100,000 levels deep gets its error or its close", () => {
    const inputs = {
      "in an event": `420["publish","r","said",${deep(100_000)}]`,
      "in place of an event": `42${deep(100_000)}`,
      "in a room's place": `420["join",${deep(100_000)}]`,
      "of objects": `420["publish","r","said",${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}]`,
      "never closed": `420["publish","r","said",${"[".repeat(100_000)}`,
    };
    for (const [what, text] of Object.entries(inputs)) {
      it(what, async () => {
        const raw = await RawSocket.joined(edge, "mallory");
        raw.send(frame(TEXT, text));
        const outcome = await raw.ackOrEnd(0);
        assert.ok(outcome === "ended" || outcome.ok === false, JSON.stringify(outcome));
        raw.tcp.destroy();
      });
    }

    it("in an ack that nobody waits for", async () => {
      const raw = await RawSocket.joined(edge, "mallory");
      raw.send(frame(TEXT, `4399[${deep(100_000)}]`));
      raw.send(frame(TEXT, '420["join","after it"]'));
      const outcome = await raw.ackOrEnd(0);
      assert.ok(outcome === "ended" || outcome.ok === true, JSON.stringify(outcome));
      raw.tcp.destroy();
    });

    it("in CONNECT", async () => {
      const raw = await RawSocket.websocket(edge);
      raw.send(frame(TEXT, `40{"token":${deep(100_000)}}`));
      const outcome = await raw.textOrEnd();
      assert.ok(outcome === "ended" || outcome.startsWith("44"), outcome);
      raw.tcp.destroy();
    });
  });

  describe("wrong types for each verb", () => {
    const values = ["null", "5", "-1.5e300", "true", "[]", "{}", '""', '[["x"]]', '{"room":{}}', '{"_placeholder":true,"num":0}'];
    for (const verb of ["join", "leave", "publish", "broadcast", "history", "members", "authenticate"]) {
      it(`${verb}: an error in the ack, and the socket lives on`, async () => {
        const raw = await RawSocket.joined(edge, "mallory");
        const calls = [`["${verb}"]`, ...values.flatMap((value) => [
          `["${verb}",${value}]`,
          `["${verb}",${value},${value}]`,
          `["${verb}","r",${value},${value}]`,
        ])];
        for (const [id, call] of calls.entries()) {
          raw.send(frame(TEXT, `42${id}${call}`));
          const ack = await raw.ack(id);
          if (call.startsWith('["members","r",')) {
            assert.ok(ack.ok === true || ack.error.code === "unavailable", `${call}: ${JSON.stringify(ack)}`); // no router yet
            continue;
          }
          const ok = verb === "leave"
            ? call.startsWith('["leave","r",')
            : OPTIONAL.some((options) => call.startsWith(`["${verb}","r",${options},`) && ["join", "history"].includes(verb));
          assert.equal(ack.ok, ok, `${call}: ${JSON.stringify(ack)}`);
          const codes = verb === "authenticate" ? ["invalid", "forbidden"] : ["invalid"]; // a string may be a token
          assert.ok(ok || codes.includes(ack.error.code), `${call}: ${JSON.stringify(ack)}`);
        }
        raw.tcp.destroy();
      });
    }
  });

  describe("a room's name of 1 MB", () => {
    const name = "x".repeat(LIMIT - 50);
    it("over WebSocket is invalid", async () => {
      const raw = await RawSocket.joined(edge, "mallory");
      raw.send(frame(TEXT, `420["join","${name}"]`));
      assert.equal((await raw.ack(0)).error.code, "invalid");
      raw.tcp.destroy();
    });

    it("over polling is invalid", async () => {
      const session = await (await pollingSession(edge)).connect("mallory");
      assert.equal((await session.post(`420["join","${name}"]`)).status, 200);
      let body = "";
      while (!body.includes("430[")) {
        body += (await session.poll()).body;
      }
      assert.match(body, /"code":"invalid"/);
      await session.post("1");
    });
  });

  describe("HTTP", () => {
    it("a body above the limit: 413", async () => {
      const session = await (await pollingSession(edge)).connect("mallory");
      assert.equal((await session.post("4" + "x".repeat(LIMIT))).status, 413);
    });

    it("a chunked body above the limit: 413 or the end of the connection", async () => {
      const session = await (await pollingSession(edge)).connect("mallory");
      const raw = new RawSocket(edge);
      raw.send(`POST /socket.io/?${session.query} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
      const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
      for (let i = 0; i < 40; i++) {
        raw.send(chunk);
      }
      await Promise.race([raw.has("an answer", () => raw.received.length > 0), raw.ended]);
      assert.match(raw.received.toString("latin1"), /^($|HTTP\/1\.1 413)/);
      raw.tcp.destroy();
    });

    it("a single chunk far above the limit: 413 before it is there", async () => {
      const session = await (await pollingSession(edge)).connect("mallory");
      for (const path of [`/socket.io/?${session.query}`, "/api/v1/emit"]) {
        const raw = new RawSocket(edge);
        const token = `authorization: Bearer ${edge.token("mallory")}`;
        raw.send(`POST ${path} HTTP/1.1\r\nhost: x\r\n${token}\r\ntransfer-encoding: chunked\r\n\r\n7ffffff0\r\n4abc`);
        await raw.has("an answer", () => raw.received.includes("\r\n\r\n"));
        assert.match(raw.received.toString("latin1"), /^HTTP\/1\.1 413/);
        raw.tcp.destroy();
      }
    });

    const framings = {
      "a negative length": ["content-length: -2147483649"],
      "a negative length of one": ["content-length: -1"],
      "two lengths": ["content-length: 1", "content-length: 2"],
      "a length and chunks": ["content-length: 4", "transfer-encoding: chunked"],
      "an encoding that is none": ["transfer-encoding: x"],
    };
    for (const [what, headers] of Object.entries(framings)) {
      it(`${what}, and a body: 400 or the end, again and again`, async () => {
        const session = await (await pollingSession(edge)).connect("mallory");
        const ports = [edge.port, edge.port, edge.port, Number(new URL(edge.admin).port)];
        const paths = [`/socket.io/?${session.query}`, "/api/v1/emit", "/nowhere", "/health/ready"];
        for (let round = 0; round < 3; round++) {
          await Promise.all(paths.map(async (path, i) => {
            const raw = new RawSocket({ port: ports[i] });
            const token = `authorization: Bearer ${edge.token("mallory")}`;
            raw.send(`POST ${path} HTTP/1.1\r\nhost: x\r\n${[token, ...headers].join("\r\n")}\r\n\r\n4\r\n4abc\r\n0\r\n\r\n`);
            await Promise.race([raw.ended, raw.has("an answer or the end", () => raw.received.length > 0)]);
            raw.tcp.destroy();
            assert.match(raw.received.toString("latin1"), i === 3 ? /^($|HTTP\/1\.1 4)/ : /^HTTP\/1\.1 400/);
          }));
        }
        assert.equal((await http(edge, { path: "/" })).status, 200);
      });
    }

    it("a body that never comes whole ends with its connection", async () => {
      const session = await (await pollingSession(edge)).connect("mallory");
      const raw = new RawSocket(edge);
      raw.tcp.end(`POST /socket.io/?${session.query} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n42["pub`);
      await raw.answer();
    });

    for (const [what, chunk] of [["letters", "xyz\r\n4abc"], ["nothing", "\r\n4abc"], ["more than there is", "2\r\n4abc"], ["ended by half a line break", "4\r4abc"]]) {
      it(`a chunk whose length is ${what}: 400 to a POST of Engine.IO and of the API`, async () => {
        const session = await (await pollingSession(edge)).connect("mallory");
        for (const path of [`/socket.io/?${session.query}`, "/api/v1/emit"]) {
          const raw = new RawSocket(edge);
          const token = `authorization: Bearer ${edge.token("mallory")}`;
          raw.send(`POST ${path} HTTP/1.1\r\nhost: x\r\n${token}\r\ntransfer-encoding: chunked\r\n\r\n${chunk}\r\n0\r\n\r\n`);
          assert.match(await raw.answer(), /^HTTP\/1\.1 400/);
        }
      });
    }

    for (const [what, body] of [["no packet", "abc"], ["an empty packet", "42[\"x\"]\x1e\x1e42[\"x\"]"], ["not UTF-8", BAD_UTF8], ["bad base64", "b$$$$"]]) {
      it(`a body that is ${what} ends the session`, async () => {
        const session = await (await pollingSession(edge)).connect("mallory");
        await session.post(body);
        let poll;
        for (let i = 0; i < 10 && poll?.status !== 400; i++) {
          poll = await session.poll();
        }
        assert.equal(poll.status, 400);
      });
    }

    const requests = {
      "no HTTP": "GARBAGE\r\n\r\n",
      "a wrong version": "GET / HTTP/9.9\r\nhost: x\r\n\r\n",
      "a header without a colon": "GET / HTTP/1.1\r\nhost x\r\n\r\n",
      "a header of 1 MB": `GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(1_000_000)}\r\n\r\n`,
      "a path of 1 MB": `GET /${"x".repeat(1_000_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
      "a length that is no number": "POST /socket.io/ HTTP/1.1\r\nhost: x\r\ncontent-length: many\r\n\r\n",
      "a negative length": "POST /socket.io/ HTTP/1.1\r\nhost: x\r\ncontent-length: -5\r\n\r\n",
    };
    for (const [what, request] of Object.entries(requests)) {
      it(`${what}: an error of the 400s, or the end`, async () => {
        const raw = new RawSocket(edge);
        raw.tcp.end(request);
        assert.match(await raw.answer(), /^($|HTTP\/1\.1 (4\d\d|505))/);
      });
    }

    it("a query of nonsense is refused", async () => {
      for (const query of ["EIO=4&transport=polling&sid=%", "%00", "EIO=%34%", "=&=&&", `EIO=4&transport=polling&sid=${"a".repeat(5_000)}`]) {
        const answer = await http(edge, { query });
        assert.ok(answer.status >= 400 && answer.status < 500, `${query.slice(0, 50)}: ${answer.status}`);
      }
    });
  });

  it("clients that go away before they are answered are none", async () => {
    await Promise.all(Array.from({ length: 100 }, async (_, i) => {
      const raw = new RawSocket(edge);
      const path = ["/socket.io/?EIO=4&transport=polling", "/", "/api/v1/rooms/r/members"][i % 3];
      await new Promise((resolve) => raw.tcp.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`, resolve));
      reset(raw.tcp);
      await raw.ended;
    }));
  });

  it("and the log tells of no fault", () => {
    const told = edge.process.output.split("\n").filter((line) => /^\s+at [\w.$/]+\(|^\S+ ERROR /.test(line));
    assert.deepEqual(told.slice(0, 20), []);
  });

  it("and the bystander has felt nothing", async (context) => {
    assert.ok(bystander.sent > 50, `only ${bystander.sent} ticks: the stream was not running`);
    context.diagnostic(await bystander.finish());
  });
});
