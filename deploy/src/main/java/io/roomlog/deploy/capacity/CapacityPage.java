package io.roomlog.deploy.capacity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The part of the page on capacity that is generated: the costs, and examples.
public final class CapacityPage {
    private static final long[] USERS = {10_000, 100_000, 1_000_000};
    private static final int MOST_REGIONS = 3;
    private static final long ROOM_SIZE = 100;
    private static final double SECONDS_BETWEEN_PUBLISHES = 30;
    private static final Machine MACHINE = new Machine(4, 8.0 * (1L << 30), 0.5, 1);

    private CapacityPage() {}

    /// As Markdown.
    public static String markdown() throws CapacityException {
        StringBuilder page = new StringBuilder("\n## Measured costs\n\n| what | cost | from |\n|---|--:|---|\n");
        for (Cost cost : Cost.values()) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s %s | %s |%n",
                    cost.what(),
                    number(cost.measured()),
                    cost.unit().shown(),
                    cost.from()));
        }
        page.append("\n## Examples\n\nRooms of 100, each user in one of them; each publishes every 30 s;"
                + " all else as where nothing is said.\n");
        for (long users : USERS) {
            page.append(String.format(Locale.ROOT, "%n### %,d users%n%n", users));
            append(page, users);
        }
        return page.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Amounts.whole(value) : Double.toString(value);
    }

    private static void append(StringBuilder page, long users) throws CapacityException {
        List<Need> needs = new ArrayList<>();
        StringBuilder head = new StringBuilder("| ");
        StringBuilder rule = new StringBuilder("|---");
        for (int regions = 1; regions <= MOST_REGIONS; regions++) {
            needs.add(Need.of(demand(users, regions), MACHINE, Costs.MEASURED));
            head.append(regions == 1 ? "| 1 region " : "| each of " + regions + " regions | in all ");
            rule.append(regions == 1 ? "|--:" : "|--:|--:");
        }
        page.append(head).append("|\n").append(rule).append("|\n");
        List<List<Row>> columns = needs.stream().map(Row::of).toList();
        for (int line = 0; line < columns.getFirst().size(); line++) {
            page.append("| ").append(columns.getFirst().get(line).name()).append(' ');
            for (int region = 0; region < columns.size(); region++) {
                Row row = columns.get(region).get(line);
                page.append("| ").append(row.eachRegion()).append(' ');
                page.append(region == 0 ? "" : "| " + row.inAll() + " ");
            }
            page.append("|\n");
        }
        page.append("\nWhat decides, in 1, 2 and 3 regions: of the edges ")
                .append(reasons(needs, Need::edges))
                .append("; of the brokers ")
                .append(reasons(needs, Need::brokers))
                .append(".\n");
    }

    private static String reasons(List<Need> needs, Function<Need, Choice> of) {
        return needs.stream().map(need -> of.apply(need).reason()).collect(Collectors.joining(", "));
    }

    private static Demand demand(long users, int regions) {
        return new Demand(
                users,
                users / ROOM_SIZE,
                users / SECONDS_BETWEEN_PUBLISHES,
                1,
                204,
                regions,
                3,
                Duration.ofDays(7),
                Duration.ofSeconds(60));
    }
}
