/// `roomlog top`: what edges and routers do at the moment, from their `/metrics`. Knows metrics by name and nothing of
/// who makes them. The door is [io.roomlog.deploy.top.Top].
@NullMarked
package io.roomlog.deploy.top;

import org.jspecify.annotations.NullMarked;
