@NullMarked
package io.roomlog.edge;

import org.jspecify.annotations.NullMarked;
