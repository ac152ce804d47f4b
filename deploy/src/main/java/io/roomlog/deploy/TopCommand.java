package io.roomlog.deploy;

import io.roomlog.common.config.ConfigurationException;
import io.roomlog.deploy.terminal.Screen;
import io.roomlog.deploy.terminal.Terminal;
import io.roomlog.deploy.top.Top;
import java.io.PrintStream;
import java.net.URI;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `roomlog top`: what edges and routers do at the moment.
final class TopCommand {
    private static final String USUAL = "localhost:3001";
    private static final int ADMIN_PORT = 3001;
    private static final int COLUMNS = 80;
    private static final long KEYS_MS = 50;

    private TopCommand() {}

    static CommandSpec spec(PrintStream out) {
        CommandSpec spec = Commands.spec(
                "top",
                "Shows what edges and routers do at the moment, from their metrics: rates, percentiles of the time from the"
                        + " log's stamp to the socket, resumes, queues. q or Ctrl-C ends it.",
                parsed -> run(parsed, out));
        spec.addOption(
                Commands.option("--interval", Double.class, "SECONDS", "Between two looks, from 0.2 to 3600 (2).")
                        .build());
        spec.addOption(OptionSpec.builder("--once")
                .type(boolean.class)
                .description("Prints what happens within one interval, and ends.")
                .build());
        return spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("ADDRESS")
                .index("0..*")
                .arity("0..*")
                .type(String[].class)
                .description("The admin port of an edge, or the port of a router: host:port (" + USUAL + ").")
                .build());
    }

    private static int run(ParseResult parsed, PrintStream out) throws InterruptedException {
        double seconds = parsed.matchedOptionValue("--interval", 2.0);
        if (!(seconds >= 0.2 && seconds <= 3600)) {
            throw new ConfigurationException("interval: must be from 0.2 to 3600");
        }
        long interval = Math.round(seconds * 1e3);
        Optional<Terminal> terminal = parsed.hasMatchedOption("--once") ? Optional.empty() : Terminal.now();
        try (Top top = new Top(addresses(parsed))) {
            List<String> first = top.look(COLUMNS);
            if (!top.isAnyThere()) {
                throw new StartException(String.join("\n", first));
            }
            if (terminal.isPresent()) {
                return inTerminal(top, interval, out);
            }
            do {
                TimeUnit.MILLISECONDS.sleep(interval);
                top.look(COLUMNS).forEach(out::println);
                out.println();
                out.flush();
            } while (!parsed.hasMatchedOption("--once"));
            return 0;
        }
    }

    private static int inTerminal(Top top, long interval, PrintStream out) throws InterruptedException {
        Screen screen = new Screen(out);
        Thread last = new Thread(screen::close);
        Runtime.getRuntime().addShutdownHook(last);
        try {
            while (true) {
                for (long waited = 0; waited < interval; waited += KEYS_MS) {
                    TimeUnit.MILLISECONDS.sleep(KEYS_MS);
                    if (screen.isPressed('q')) {
                        return 0;
                    }
                }
                Terminal size = Terminal.now().orElse(new Terminal(24, COLUMNS));
                List<String> lines = new ArrayList<>();
                lines.add("Roomlog at " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
                        + "; q ends");
                lines.add("");
                lines.addAll(top.look(size.columns()));
                screen.show(lines, size.rows());
            }
        } finally {
            screen.close();
        }
    }

    private static List<URI> addresses(ParseResult parsed) {
        String[] given = parsed.matchedPositionalValue(0, new String[] {USUAL});
        return Arrays.stream(given).map(TopCommand::address).distinct().toList();
    }

    private static URI address(String text) {
        String whole = text.contains("://") ? text : "http://" + text;
        try {
            URI address = URI.create(whole);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address.getPort() >= 0
                        ? address
                        : URI.create(address.getScheme() + "://" + address.getAuthority() + ":" + ADMIN_PORT);
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new ConfigurationException("address: '" + text + "' must be host:port");
    }
}
