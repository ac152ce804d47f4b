/// Byte ranges and their character encoding, shared by the codecs.
///
/// Knows nothing of protocols or I/O. The door is [io.roomlog.common.bytes.Bytes].
@NullMarked
package io.roomlog.common.bytes;

import org.jspecify.annotations.NullMarked;
