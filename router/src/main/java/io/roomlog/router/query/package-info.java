/// The query API over HTTP, health and metrics; what this router does not have it asks of the others.
///
/// [QueryServer] is the door.
@NullMarked
package io.roomlog.router.query;

import org.jspecify.annotations.NullMarked;
