@NullMarked
package io.roomlog.router;

import org.jspecify.annotations.NullMarked;
