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
  const same = (length) => Array.from({ length }, () => ({ key, value }));
  await withSocket(kafka, async (socket) => {
    const full = batch(same(Math.min(BATCH, count)));
    for (let left = count; left > 0; left -= BATCH) {
      await send(socket, topic, partition, left >= BATCH ? full : batch(same(left)));
    }
  });
}

/** Appends records to the partitions of their keys, as Kafka's default partitioner finds them. */
export async function produceAll(kafka, topic, partitions, records) {
  const byPartition = new Map();
  for (const one of records) {
    const partition = partitionOf(one.key, partitions);
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), one]);
  }
  await withSocket(kafka, async (socket) => {
    for (const [partition, its] of byPartition) {
      for (let i = 0; i < its.length; i += BATCH) {
        await send(socket, topic, partition, batch(its.slice(i, i + BATCH)));
      }
    }
  });
}

/** Appends records to one partition, whatever their keys; key and value may be null, headers are [name, value] pairs. */
export async function produceTo(kafka, topic, partition, records) {
  await withSocket(kafka, (socket) => send(socket, topic, partition, batch(records)));
}

/** The partition that Kafka's default partitioner gives a key. */
export function partitionOf(key, partitions) {
  return (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions;
}

async function withSocket(kafka, work) {
  const socket = connect(kafka.port, "127.0.0.1");
  await once(socket, "connect");
  try {
    await work(socket);
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
function batch(records) {
  const count = records.length;
  const checked = Buffer.concat([
    int16(0), int32(count - 1), int64(Date.now()), int64(Date.now()), int64(NONE), int16(NONE), int32(NONE), int32(count),
    ...records.map(({ key, value, headers = [] }, i) => record(i, key, value, headers)),
  ]);
  const body = Buffer.concat([int32(NONE), Buffer.from([2]), uint32(crc32c(checked)), checked]);
  return Buffer.concat([int64(0), int32(body.length), body]);
}

function record(offset, key, value, headers) {
  const body = Buffer.concat([
    Buffer.from([0]), varint(0), varint(offset), sized(key), sized(value), varint(headers.length),
    ...headers.flatMap(([name, content]) => [sized(name), sized(content)]),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function sized(content) {
  if (content === null) {
    return varint(NONE);
  }
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(bytes.length), bytes]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? (crc >>> 1) ^ CASTAGNOLI : crc >>> 1;
  }
  return crc;
});

function crc32c(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  }
  return ~crc >>> 0;
}

/** Kafka's hash of keys. */
function murmur2(bytes) {
  const m = 0x5bd1e995;
  let h = 0x9747b28c ^ bytes.length;
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) {
    let k = Math.imul(bytes.readInt32LE(i), m);
    k = Math.imul(k ^ (k >>> 24), m);
    h = Math.imul(h, m) ^ k;
  }
  const left = bytes.length - i;
  for (let n = left - 1; n >= 0; n--) {
    h ^= bytes[i + n] << (8 * n);
  }
  if (left > 0) {
    h = Math.imul(h, m);
  }
  h = Math.imul(h ^ (h >>> 13), m);
  return h ^ (h >>> 15);
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
