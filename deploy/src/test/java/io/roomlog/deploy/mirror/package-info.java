/// The mirror between regions, on two clusters and as a process of its own.
@NullMarked
package io.roomlog.deploy.mirror;

import org.jspecify.annotations.NullMarked;
