package io.roomlog.edge.limit;

/// What is counted of limits. Thread-safe.
@FunctionalInterface
public interface LimitEvents {
    /// Something was refused.
    void exceeded(Limit limit);
}
