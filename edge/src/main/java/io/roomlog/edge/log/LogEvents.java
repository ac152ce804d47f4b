package io.roomlog.edge.log;

/// What is counted of reading the log back. Thread-safe, and quick.
public interface LogEvents {
    /// A fetch brought so many records to readers.
    void read(int records);

    /// Single records were read by their places, with so many fetches.
    void picked(int records, long fetches);
}
