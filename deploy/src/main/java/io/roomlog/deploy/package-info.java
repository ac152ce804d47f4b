/// The processes: `roomlog` and its commands, each a composition of what the other modules offer.
///
/// [Roomlog] is the door; a command's class is the list of what it starts. Nothing here knows protocols or topics.
@NullMarked
package io.roomlog.deploy;

import org.jspecify.annotations.NullMarked;
