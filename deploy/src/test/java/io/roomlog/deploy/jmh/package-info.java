/// The codecs under JMH: what one step of a message's way costs, without a network, a log or another thread.
///
/// They see the codecs as the edge does, through what is public. [CodecBenchmark] says how it is measured, [Samples]
/// what a message is.
@NullMarked
package io.roomlog.deploy.jmh;

import org.jspecify.annotations.NullMarked;
