// Ends a TCP connection by a reset, which is not as simple as it should be.

/**
 * The peer gets a reset, and the socket is gone at once. With `resetAndDestroy()` it shuts its own side down first: if
 * the peer's end is read before that is done, the reset fails (EINVAL), and Node.js forgets the handle without closing
 * it. Such a socket never says "close", and the process that has it never ends. So the reset is asked for as Node.js
 * does it inside, and what has ended its own side already is just closed.
 */
export function reset(socket) {
  socket.resetAndClosing = !socket.connecting && !socket.writableEnded;
  socket.destroy();
}
