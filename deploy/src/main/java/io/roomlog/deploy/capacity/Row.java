package io.roomlog.deploy.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// A line of the table.
///
/// @param note what is to be said of it; may be empty
record Row(String name, String eachRegion, String inAll, String note) {
    /// All lines of a need.
    static List<Row> of(Need need) {
        Demand demand = need.demand();
        Traffic region = demand.region();
        Log log = need.log();
        Costs costs = need.costs();
        int regions = demand.regions();
        long brokers = need.brokers().count();
        List<Row> rows = new ArrayList<>();
        rows.add(summed("users", (double) demand.users() / regions, regions, Amounts::whole));
        rows.add(summed("publishes/s", region.publishes(), regions, Amounts::whole));
        rows.add(summed("deliveries/s", region.deliveries(), regions, Amounts::whole));
        rows.add(counted("edges", need.edges().count(), regions, need.edges().text()));
        rows.add(new Row("memory of an edge", Amounts.bytes(need.edgeMemory()), "", ""));
        rows.add(counted("partitions", need.partitions(), regions, ""));
        rows.add(counted("brokers", brokers, regions, need.brokers().text()));
        rows.add(new Row(
                "memory of a broker",
                Amounts.bytes(costs.of(Cost.BROKER_MEMORY)),
                "",
                "and more for the newest of its files"));
        rows.add(new Row("disk of a broker", Amounts.bytes(log.disk() / brokers), "", ""));
        rows.add(summed("disk", log.disk(), regions, Amounts::bytes));
        rows.addAll(links(need));
        rows.add(new Row(
                "amplification",
                need.amplification().shown(),
                "",
                "records that an edge reads for each that it needs"));
        return rows;
    }

    private static List<Row> links(Need need) {
        Traffic region = need.demand().region();
        Costs costs = need.costs();
        int message = need.demand().message();
        double in = region.publishes() * (message + costs.of(Cost.PUBLISH_BYTES));
        double out = region.deliveries() * (message + costs.of(Cost.DELIVERY_BYTES))
                + region.publishes() * costs.of(Cost.ACK_BYTES);
        return List.of(
                link("clients to edges", in, need),
                link("edges to clients", out, need),
                link("edges to brokers", need.log().ownBytes(), need),
                link("brokers to edges", need.log().readBytes(), need),
                link("broker to broker", need.log().replicatedBytes(), need),
                link("region to region", need.log().mirroredBytes(), need));
    }

    private static Row link(String name, double bytes, Need need) {
        return summed(name, bytes, need.demand().regions(), amount -> Amounts.bytes(amount) + "/s");
    }

    private static Row counted(String name, long each, int regions, String note) {
        return new Row(
                name, String.format(Locale.ROOT, "%,d", each), String.format(Locale.ROOT, "%,d", each * regions), note);
    }

    private static Row summed(String name, double each, int regions, DoubleFunction<String> shown) {
        return new Row(name, shown.apply(each), shown.apply(each * regions), "");
    }
}
