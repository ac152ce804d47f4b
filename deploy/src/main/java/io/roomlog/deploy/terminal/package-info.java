/// Where a command's output is read by somebody: how wide it is, and what may be shown there.
///
/// [Terminal] and [Printable] are the doors. Nothing here knows what is shown.
@NullMarked
package io.roomlog.deploy.terminal;

import org.jspecify.annotations.NullMarked;
