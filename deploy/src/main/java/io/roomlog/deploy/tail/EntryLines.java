package io.roomlog.deploy.tail;

/// How an entry is written: one line, without the break behind it, that is safe on a terminal.
@FunctionalInterface
interface EntryLines {
    String line(Entry entry);
}
