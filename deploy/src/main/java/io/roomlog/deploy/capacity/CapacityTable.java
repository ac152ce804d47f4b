package io.roomlog.deploy.capacity;

import java.io.PrintStream;
import java.util.Locale;

/// A need as text.
public final class CapacityTable {
    private CapacityTable() {}

    public static void print(Need need, PrintStream out) {
        out.printf("  %-20s %14s %14s%n", "", "each region", "in all");
        for (Row row : Row.of(need)) {
            String line = String.format(
                    Locale.ROOT, "  %-20s %14s %14s   %s", row.name(), row.eachRegion(), row.inAll(), row.note());
            out.println(line.stripTrailing());
        }
        out.println();
        out.println(need.amplification().sentence());
        out.println("It is the arithmetic of deploy/CAPACITY.md, which also says what is left out.");
        out.flush();
    }
}
