/// What the router's stores have in common: how much memory they take, numbers in their entries, and how they are
/// rid of what is past.
///
/// [StoreMemory] and [Sweep] are the doors.
@NullMarked
package io.roomlog.router.store;

import org.jspecify.annotations.NullMarked;
