// To be run apart: sockets that read all they get, and one that publishes to their room at a steady rate.
import { createHistogram } from "node:perf_hooks";
import { quantilesOf } from "./figures.mjs";
import { inWaves, placeOf, Plain } from "./plain.mjs";
import { pause, until } from "./wait.mjs";

export const EVENT = "n";
const LONGEST_MICROS = 600_000_000;

/** The number that an event carries; undefined if it is another event. */
export function numberOf(text) {
  return text.startsWith(`42["${EVENT}",`) ? parseInt(text.slice(EVENT.length + 6), 10) : undefined;
}

let listeners;
let publisher;
let room;
let published = 0;
let refused = 0;
let unanswered = 0;
let stopped;
let flow;
const latest = histogram();
const all = histogram();

/** Those who listen, and who publishes, have joined. */
export async function connect(at, count, joined) {
  room = joined;
  listeners = Array.from({ length: count }, () => ({ next: 0, wrong: 0 }));
  const place = placeOf(at);
  await inWaves(count, async (i) => {
    const listener = listeners[i];
    listener.socket = await Plain.connect(place, `honest-${i}`, { hear: (text) => hear(listener, text) });
    await listener.socket.join(room);
  });
  publisher = await Plain.connect(place, "publisher");
}

function hear(listener, text) {
  const number = numberOf(text);
  if (number !== undefined) {
    const due = parseFloat(text.slice(text.indexOf(",", EVENT.length + 6) + 1));
    const micros = Math.max(1, Math.round((performance.now() - due) * 1000));
    latest.record(micros);
    all.record(micros);
    listener.wrong += number === listener.next ? 0 : 1;
    listener.next = number + 1;
  }
}

/** Begins to publish so many messages a second, of so many bytes; what was measured before is forgotten. */
export function begin(rate, bytes) {
  latest.reset();
  all.reset();
  stopped = false;
  flow = publish(rate, "x".repeat(bytes));
}

async function publish(rate, filler) {
  const started = performance.now();
  for (let i = 0; !stopped; i++) {
    const due = started + (i * 1000) / rate;
    while (performance.now() < due) {
      await pause(due - performance.now());
    }
    unanswered++;
    publisher.ask("publish", room, EVENT, published++, due, filler)
      .then((ack) => (refused += ack.ok === true ? 0 : 1), () => refused++)
      .finally(() => unanswered--);
  }
}

/** From when a message was to be sent until a listener has had it, in ms, since this was last asked. */
export function interval() {
  const seen = quantilesOf(latest);
  latest.reset();
  return seen;
}

/** The same since it began, or since this was last asked. */
export function lap() {
  const seen = quantilesOf(all);
  all.reset();
  return seen;
}

/** Publishes no more, and waits until all who listen have had everything; the times of the last lap. */
export async function stop() {
  stopped = true;
  await flow;
  await until(60_000, "all acks", () => unanswered === 0);
  const cutOff = () => listeners.filter(({ socket }) => socket.hasEnded);
  const had = () => listeners.filter(({ next }) => next === published);
  await until(60_000, "everything received", () => cutOff().length + had().length >= listeners.length).catch(() => {});
  return {
    published,
    refused,
    cutOff: cutOff().length,
    times: lap(),
    exact: listeners.filter(({ next, wrong }) => next === published && wrong === 0).length,
  };
}

function histogram() {
  return createHistogram({ highest: LONGEST_MICROS, figures: 3 });
}
