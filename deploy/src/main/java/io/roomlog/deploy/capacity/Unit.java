package io.roomlog.deploy.capacity;

/// What a cost is counted in.
enum Unit {
    MICROSECONDS("µs", 1e-6),
    MICROSECONDS_A_SECOND("µs/s", 1e-6),
    BYTES("bytes", 1),
    KILOBYTES("KB", 1024),
    MEGABYTES("MB", 1024 * 1024),
    A_SECOND("/s", 1);

    private final String shown;
    private final double base;

    Unit(String shown, double base) {
        this.shown = shown;
        this.base = base;
    }

    String shown() {
        return shown;
    }

    /// How many seconds, bytes, or times a second one of it is.
    double base() {
        return base;
    }
}
