@NullMarked
package io.roomlog.deploy;

import org.jspecify.annotations.NullMarked;
