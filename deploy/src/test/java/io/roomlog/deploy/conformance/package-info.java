/// Small applications that do what the public test suites of Engine.IO and Socket.IO ask of their server.
///
/// Written with the Java API alone. [ConformanceMain] is the door.
@NullMarked
package io.roomlog.deploy.conformance;

import org.jspecify.annotations.NullMarked;
