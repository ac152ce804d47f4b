/// The Java API as a team that embeds the edge uses it.
@NullMarked
package io.roomlog.deploy.api;

import org.jspecify.annotations.NullMarked;
