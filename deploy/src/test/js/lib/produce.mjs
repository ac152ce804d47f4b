// A back end that writes straight to Kafka, very many records at a time: Produce requests (version 3) over TCP.
import { once } from "node:events";
import { connect } from "node:net";

const PRODUCE = 0;
const VERSION = 3;
const ALL_REPLICAS = -1;
const NONE = -1;
const CASTAGNOLI = 0x82f63b78;
const BATCH = 5_000;

/** Appends the same record again and again to a partition of a broker that leads it, and waits for each batch's ack. */
export async function produce(kafka, topic, partition, { key, value, count }) {
  const socket = connect(kafka.port, "127.0.0.1");
  await once(socket, "connect");
  try {
    const full = batch(key, value, BATCH);
    for (let left = count; left > 0; left -= BATCH) {
      await send(socket, topic, partition, left >= BATCH ? full : batch(key, value, left));
    }
  } finally {
    socket.destroy();
  }
}

async function send(socket, topic, partition, records) {
  const request = Buffer.concat([
    int16(PRODUCE), int16(VERSION), int32(1), string("roomlog-test"),
    int16(NONE), int16(ALL_REPLICAS), int32(30_000),
    int32(1), string(topic), int32(1), int32(partition), int32(records.length), records,
  ]);
  socket.write(Buffer.concat([int32(request.length), request]));
  let answer = Buffer.alloc(0);
  while (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) {
    answer = Buffer.concat([answer, (await once(socket, "data"))[0]]);
  }
  // Size, correlation, one topic with its name, one partition with its number; then the error.
  const error = answer.readInt16BE(4 + 4 + 4 + 2 + Buffer.byteLength(topic) + 4 + 4);
  if (error !== 0) {
    throw new Error(`Kafka refused records for ${topic}-${partition}: error ${error}`);
  }
}

/** A record batch of format 2 without a producer's id. */
function batch(key, value, count) {
  const checked = Buffer.concat([
    int16(0), int32(count - 1), int64(Date.now()), int64(Date.now()), int64(NONE), int16(NONE), int32(NONE), int32(count),
    ...Array.from({ length: count }, (_, i) => record(i, Buffer.from(key), Buffer.from(value))),
  ]);
  const body = Buffer.concat([int32(NONE), Buffer.from([2]), uint32(crc32c(checked)), checked]);
  return Buffer.concat([int64(0), int32(body.length), body]);
}

function record(offset, key, value) {
  const body = Buffer.concat([
    Buffer.from([0]), varint(0), varint(offset), varint(key.length), key, varint(value.length), value, varint(0),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function crc32c(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
    }
  }
  return ~crc >>> 0;
}

/** Zigzag, then seven bits a byte. */
function varint(number) {
  const bytes = [];
  for (let left = ((number << 1) ^ (number >> 31)) >>> 0; ; left >>>= 7) {
    if (left < 0x80) {
      bytes.push(left);
      return Buffer.from(bytes);
    }
    bytes.push((left & 0x7f) | 0x80);
  }
}

function string(text) {
  return Buffer.concat([int16(Buffer.byteLength(text)), Buffer.from(text)]);
}

function int16(number) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(number);
  return bytes;
}

function int32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}

function uint32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function int64(number) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(number));
  return bytes;
}
