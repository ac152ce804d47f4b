/// The arithmetic of capacity: from what things cost, how many machines so many users need. [Need] is the door, [Cost]
/// the table that everything is made of.
///
/// It starts nothing and measures nothing; of the bench it knows the file of outcomes alone.
@NullMarked
package io.roomlog.deploy.capacity;

import org.jspecify.annotations.NullMarked;
