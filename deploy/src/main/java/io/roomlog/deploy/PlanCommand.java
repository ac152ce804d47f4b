package io.roomlog.deploy;

import io.roomlog.deploy.capacity.CapacityException;
import io.roomlog.deploy.capacity.CapacityPage;
import io.roomlog.deploy.capacity.CapacityTable;
import io.roomlog.deploy.capacity.Check;
import io.roomlog.deploy.capacity.Costs;
import io.roomlog.deploy.capacity.Need;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/// `roomlog plan`: what so many users need.
final class PlanCommand {
    private PlanCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "plan",
                "Tells what so many users need, from measured costs: edges, partitions, brokers, disk, bytes.",
                parsed -> run(new PlanOptions(parsed), out));
        return PlanOptions.addTo(spec);
    }

    private static int run(PlanOptions options, PrintStream out) throws CapacityException {
        if (options.isPage()) {
            out.print(CapacityPage.markdown());
            return 0;
        }
        Optional<Path> measured = options.check();
        if (measured.isPresent()) {
            try {
                Check.print(measured.get(), Costs.MEASURED, options.speed(), out);
            } catch (IOException unreadable) {
                throw options.refused("--check: " + measured.get() + ": " + unreadable.getMessage());
            }
            return 0;
        }
        try {
            CapacityTable.print(Need.of(options.demand(), options.machine(), Costs.MEASURED), out);
        } catch (CapacityException tooMuch) {
            throw options.refused("--" + tooMuch.getMessage());
        }
        return 0;
    }
}
