/// What edges ask routers over HTTP, and what these answer: JSON on both ways, the records of this package.
///
/// Questions are the parameters of a GET, or a record as the body of a POST: see [RouterApi]. Knows no HTTP.
@NullMarked
package io.roomlog.common.query;

import org.jspecify.annotations.NullMarked;
