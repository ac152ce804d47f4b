// The page at `/` in a real browser: two tabs in one room talk to each other.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { launch, missing } from "./lib/browser.mjs";
import { ask, closeAll, connect, Inbox, join } from "./lib/clients.mjs";
import { up } from "./lib/roomlog.mjs";

const WAIT_MS = 10_000;

describe("the page", { timeout: 120_000, skip: missing }, () => {
  let edge;
  let browser;
  let contexts = [];
  let problems = [];
  before(async () => {
    [edge, browser] = await Promise.all([up(), launch()]);
  });
  after(async () => {
    await browser?.close();
    await edge?.stop();
  });
  afterEach(async () => {
    closeAll();
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    assert.deepEqual(problems.splice(0), []);
  });

  async function open(fragment = "") {
    const context = await browser.newContext();
    contexts.push(context);
    const tab = await context.newPage();
    tab.setDefaultTimeout(WAIT_MS);
    tab.on("pageerror", (error) => problems.push(String(error)));
    await tab.goto(`${edge.url}/${fragment}`);
    return tab;
  }

  async function enter(user, room, name = user) {
    const tab = await open();
    await tab.fill("#token", edge.token(user));
    await submit(tab, room, name);
    return tab;
  }

  async function submit(tab, room, name) {
    await tab.fill("#room", room);
    await tab.fill("#name", name);
    await tab.press("#name", "Enter");
    await tab.waitForSelector('#state[data-state="connected"]');
  }

  async function say(tab, text) {
    await tab.fill("#text", text);
    await tab.press("#text", "Enter");
  }

  function shows(tab, text) {
    return tab.locator("#messages li", { hasText: text }).first().waitFor();
  }

  it("two tabs in one room see each other come, talk and go", async () => {
    const alice = await enter("alice", "kitchen", "Alice");
    const bob = await enter("bob", "kitchen", "Bob");
    await shows(alice, "bob has joined");
    await say(alice, "Hello Bob, grüße 🎉 <b>not bold</b>");
    await shows(bob, "Hello Bob, grüße 🎉 <b>not bold</b>");
    await shows(bob, "Alice");
    await shows(alice, "Hello Bob");
    await say(bob, "Hello Alice");
    await Promise.all([alice, bob].map((tab) => shows(tab, "Hello Alice")));
    assert.equal(await alice.locator("#messages li.message").count(), 2);
    assert.equal(await bob.locator("#messages li.message.own").count(), 1);
    await bob.click("#leave");
    await shows(alice, "bob has left");
  });

  it("a tab and a Node client talk to each other", async () => {
    const alice = await enter("alice", "hall");
    const bob = await connect(edge, "bob");
    const inbox = new Inbox(bob);
    await join(bob, "hall");
    await shows(alice, "bob has joined");
    await ask(bob, "publish", "hall", "message", { text: "from Node" });
    await shows(alice, "from Node");
    await say(alice, "from the page");
    await inbox.some("message", 2);
    assert.equal(inbox.args("message").at(-1)[0].text, "from the page");
  });

  it("a token in the link signs in, and leaves the address bar", async () => {
    const tab = await open(`#token=${edge.token("carol")}`);
    assert.ok(!tab.url().includes("token"), tab.url());
    await submit(tab, "study", "carol");
    await say(tab, "it is me");
    await shows(tab, "it is me");
  });

  it("a bad token is told, and can be replaced", async () => {
    const tab = await open();
    await tab.fill("#token", "bad.token.here");
    await tab.press("#name", "Enter");
    await tab.locator("#problem", { hasText: "not valid" }).waitFor();
    await tab.fill("#token", edge.token("dave"));
    await submit(tab, "cellar", "dave");
  });

  it("comes with the stock client as Socket.IO's own servers serve it", async () => {
    for (const file of ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"]) {
      const answer = await fetch(`${edge.url}/socket.io/${file}`);
      assert.equal(answer.status, 200, file);
      assert.match(answer.headers.get("content-type"), /javascript/);
      assert.match((await answer.text()).slice(0, 200), /Socket\.IO v4\.8\.4/, file);
    }
  });
});
