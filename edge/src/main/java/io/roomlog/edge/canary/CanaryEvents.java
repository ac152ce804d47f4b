package io.roomlog.edge.canary;

/// What is counted of the canary. Thread-safe.
public interface CanaryEvents {
    /// A promise that was broken.
    enum Failure {
        /// It was acknowledged, and did not come.
        LOST,
        /// It came again.
        REPEATED,
        /// It came behind a later one.
        REORDERED
    }

    /// It publishes to so many partitions now.
    void rooms(int count);

    /// A message was acknowledged.
    void sent();

    /// A message came back, once and in order.
    ///
    /// @param nanos from its emit
    void received(long nanos);

    /// A message was not acknowledged, or a connection was not to be had.
    void refused();

    /// A promise was broken.
    void failed(Failure failure);
}
