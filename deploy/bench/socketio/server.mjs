// Socket.IO with the verbs join and publish.
//
//   PORT      where it listens (3100)
//   REDIS     the URL of a Redis, for the Redis streams adapter; without it, rooms are in memory
//   RECOVERY  1: connection state recovery, which the scenario storm needs
import { createServer } from "node:http";
import { Server } from "socket.io";

const { PORT = "3100", REDIS, RECOVERY } = process.env;

const options = { serveClient: false };
if (RECOVERY === "1") {
  options.connectionStateRecovery = { maxDisconnectionDuration: 120_000 };
}
if (REDIS) {
  const { createClient } = await import("redis");
  const { createAdapter } = await import("@socket.io/redis-streams-adapter");
  const client = createClient({ url: REDIS });
  client.on("error", (error) => console.error("redis:", error.message));
  await client.connect();
  options.adapter = createAdapter(client);
}

const http = createServer();
const io = new Server(http, options);

io.on("connection", (socket) => {
  socket.on("join", async (room, ack) => {
    await socket.join(room);
    ack({ ok: true, room });
  });
  socket.on("publish", (room, event, ...args) => {
    const ack = args.pop();
    io.to(room).emit(event, ...args);
    ack({ ok: true });
  });
});

http.listen(Number(PORT), "127.0.0.1", () => console.log(`socketio: listening on ${PORT}`));
