package io.roomlog.router.lease;

/// What is counted of leases. Thread-safe, and quick.
public interface LeaseEvents {
    /// The lease of an edge or a router was found to have run out.
    void ended();
}
