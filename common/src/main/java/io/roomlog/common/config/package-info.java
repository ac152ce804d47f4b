/// The settings: one table ([Settings]), and the values that a process has been started with ([Configuration]).
///
/// The table is the only place that knows a setting's name, default, check and sentence; flags, variables, files and
/// the documentation are derived from it. Nothing here knows what a setting does.
@NullMarked
package io.roomlog.common.config;

import org.jspecify.annotations.NullMarked;
