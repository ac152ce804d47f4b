@NullMarked
package io.roomlog.common;

import org.jspecify.annotations.NullMarked;
