// The chat: one room, over the stock client. Text reaches the page as text nodes only, so nothing has to be escaped.
"use strict";

const MAX_SHOWN = 500;
const byId = (id) => document.getElementById(id);

let socket; // of the room that we are in
let room;
let name;
let user;
let missed = { counting: false, from: 0, count: 0 }; // what has come for us since a reconnect

byId("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  enter(byId("room").value.trim(), byId("name").value.trim(), byId("token").value.trim());
});
byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  say(byId("text").value.trim());
});
byId("leave").addEventListener("click", leave);
addEventListener("hashchange", takeTokenOfLink);
takeTokenOfLink();

/** A link may bring a token, `#token=...`, and a room, `&room=...`; they leave the address bar at once. */
function takeTokenOfLink() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has("token")) {
    byId("token").value = given.get("token");
    byId("room").value = given.get("room") ?? byId("room").value;
    history.replaceState(null, "", location.pathname + location.search);
  }
}

function enter(inRoom, asName, token) {
  if (typeof io === "undefined") {
    return problem("The client's script has not been loaded: is it served (serve-client)?");
  }
  user = userOf(token);
  room = inRoom;
  name = asName || user;
  problem("");
  state("connecting");
  socket = io({ auth: { token }, forceNew: true });
  socket.on("connect", () => (socket.recovered ? recovered() : join()));
  socket.on("connect_error", refused);
  socket.on("disconnect", lost);
  socket.on("message", (message) => received(message));
  socket.on("user-joined", (who) => came(who, "has joined"));
  socket.on("user-left", (who) => came(who, "has left"));
  socket.on("gap", (gap) => gap.room === room && note(`Some messages are missing (${gap.reason}).`, true));
  socket.on("closing", (why) => note(`The server closes this connection: ${why.message ?? why.code}`, true));
  socket.on("error", (error) => note(`Error: ${error?.error?.message ?? error?.message ?? "unknown"}`, true));
  socket.io.on("reconnect_attempt", () => state("reconnecting"));
}

function join() {
  socket.emit("join", room, (answer) => {
    if (!answer.ok) {
      leave();
      return problem(`The room cannot be joined: ${answer.error.message}`);
    }
    show(true);
    state("connected");
    note(missed.from ? "Connected anew; what was said meanwhile is not shown." : `You are in ${room}.`);
    missed.from = 0;
  });
}

/** The edge sends what we have missed right behind its answer; what comes before a moment of silence is counted. */
function recovered() {
  missed = { counting: true, from: missed.from, count: 0 };
  state("recovered");
  countMissed();
}

function countMissed() {
  clearTimeout(missed.timer);
  missed.timer = setTimeout(() => {
    const seconds = Math.max(1, Math.round((Date.now() - missed.from) / 1000));
    note(`Back after ${seconds} s: ${missed.count} missed, ${missed.count} recovered.`);
    state("recovered", `recovered ${missed.count}`);
    missed = { counting: false, from: 0, count: 0 };
  }, 400);
}

function lost(reason) {
  if (reason === "io client disconnect") {
    return;
  }
  clearTimeout(missed.timer);
  missed = { counting: false, from: Date.now(), count: 0 };
  const byItself = socket.active;
  state(byItself ? "reconnecting" : "offline");
  note(byItself ? "The connection is lost; it is being taken up again." : "The server has ended the connection.", !byItself);
}

function refused(error) {
  if (socket.active) {
    return state("reconnecting");
  }
  leave();
  problem(error.message === "Unauthorized" ? "This token is not valid, or has expired." : error.message);
}

function say(text) {
  if (!text) {
    return;
  }
  byId("text").value = "";
  const line = { text, name };
  socket.timeout(40_000).emit("publish", room, "message", { ...line, user }, (error, answer) => {
    if (error || !answer.ok) {
      byId("text").value ||= text;
      note(`Not sent: ${error ? "no answer in time; it may have arrived all the same" : answer.error.message}`, true);
    }
  });
}

function received(message) {
  const text = typeof message === "string" ? message : message?.text;
  if (typeof text !== "string") {
    return;
  }
  if (missed.counting) {
    missed.count++;
    countMissed();
  }
  const own = message.user === user;
  const item = element("li", `message${own ? " own" : ""}`);
  const head = element("header");
  head.append(`${String(message.name ?? message.user ?? "somebody").slice(0, 64)} · ${time()}`);
  const body = element("p");
  body.append(text);
  item.append(head, body);
  add(item);
}

function came(who, how) {
  if (who.room === room && who.id !== socket.id) {
    note(`${who.user} ${how}.`);
  }
}

function leave() {
  if (socket?.connected) {
    socket.emit("leave", room);
  }
  socket?.disconnect();
  clearTimeout(missed.timer);
  missed = { counting: false, from: 0, count: 0 };
  state("offline");
  show(false);
}

function show(inRoom) {
  byId("enter").hidden = inRoom;
  byId("chat").hidden = !inRoom;
  byId("leave").hidden = !inRoom;
  byId("who").hidden = !inRoom;
  byId("title").textContent = room;
  byId("who").textContent = name === user ? user : `${name} (${user})`;
  if (inRoom) {
    byId("text").focus();
  } else {
    byId("messages").replaceChildren();
  }
}

function state(value, text = value) {
  byId("state").dataset.state = value;
  byId("state").textContent = text;
}

function problem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

function note(text, warning = false) {
  const item = element("li", warning ? "note warning" : "note");
  item.append(`${text} ${time()}`);
  add(item);
}

function add(item) {
  const list = byId("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(item);
  while (list.children.length > MAX_SHOWN) {
    list.firstChild.remove();
  }
  if (atEnd) {
    item.scrollIntoView({ block: "end" });
  }
}

function element(tag, className = "") {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function time() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** The user that a token says it is for; the server alone decides whether that is true. */
function userOf(token) {
  try {
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(claims), (character) => character.charCodeAt(0));
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub ?? "");
  } catch {
    return "";
  }
}
