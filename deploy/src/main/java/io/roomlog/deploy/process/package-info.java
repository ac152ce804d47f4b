/// Commands of the launcher as processes of their own: started, watched, measured, ended. [Child] is the door.
///
/// It knows nothing of what the processes do; a harness composes its cluster of them.
@NullMarked
package io.roomlog.deploy.process;

import org.jspecify.annotations.NullMarked;
