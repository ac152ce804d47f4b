package io.roomlog.deploy.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A command of the launcher in a process of its own, which can be killed, stopped and started again. One thread at a
/// time, but for [#end()].
public final class Child {
    private static final String MAIN = "io.roomlog.deploy.ChildMain";
    /// A terminal's Ctrl-C goes to all processes of its group; these are ended by their parent.
    private static final String DEAF = "trap '' INT; exec \"$0\" \"$@\"";

    private static final Path NOWHERE = Path.of("/dev/null");

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final File log;
    private final Optional<Consumer<String>> listener;
    private @Nullable Process process;
    private boolean expectedToEnd;
    private boolean over;

    /// @param name of its log in the folder, without `.log`
    /// @param jvm options of the JVM
    /// @param arguments the command and its own
    /// @param environment on top of this process's, of which Roomlog's variables are left out
    public Child(String name, List<String> jvm, List<String> arguments, Map<String, String> environment, Path folder) {
        this(name, System.getProperty("java.class.path"), jvm, arguments, environment, folder);
    }

    /// As the other, for a command with a class path of its own.
    public Child(
            String name,
            String classPath,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment,
            Path folder) {
        this(name, classPath, jvm, arguments, environment, folder.resolve(name + ".log"), Optional.empty());
    }

    /// As the others, without a log.
    ///
    /// @param listener gets each line that it writes to standard error, on a thread of its own; what it writes to
    ///     standard output is left out
    public Child(
            String name,
            String classPath,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment,
            Consumer<String> listener) {
        this(name, classPath, jvm, arguments, environment, NOWHERE, Optional.of(listener));
    }

    private Child(
            String name,
            String classPath,
            List<String> jvm,
            List<String> arguments,
            Map<String, String> environment,
            Path log,
            Optional<Consumer<String>> listener) {
        this.name = name;
        this.environment = Map.copyOf(environment);
        this.log = log.toFile();
        this.listener = listener;
        this.command = new ArrayList<>(List.of("/bin/sh", "-c", DEAF));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp", classPath, MAIN));
        command.addAll(arguments);
    }

    /// The options that the launcher has given to this JVM, as it gives them to every command's.
    public static List<String> ownOptions() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X"))
                .toList();
    }

    /// The same options for another class path, for which the launcher's cache of classes is not good.
    public static List<String> withoutCache(List<String> options) {
        return options.stream()
                .filter(option -> !option.startsWith("-XX:AOTCache"))
                .toList();
    }

    public String name() {
        return name;
    }

    /// Starts it, and does not wait until it is ready.
    ///
    /// @throws IOException if it cannot be started, or has been ended for good
    public synchronized void start() throws IOException {
        if (over) {
            throw new IOException("the run is over");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(listener.isEmpty())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().keySet().removeIf(key -> key.startsWith("ROOMLOG_"));
        builder.environment().putAll(environment);
        expectedToEnd = false;
        Process started = builder.start();
        process = started;
        started.getOutputStream().close();
        listener.ifPresent(told -> Thread.ofVirtual().name("child-listener").start(() -> listen(started, told)));
    }

    private static void listen(Process process, Consumer<String> told) {
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.accept(line);
            }
        } catch (IOException killed) {
            // The JVM closes the pipe of a process that it kills; nothing else breaks one.
        }
    }

    /// Has an action done if it ends by itself, with its exit code, on a thread that must not block. For the process
    /// that was started last.
    public synchronized void onFailure(IntConsumer action) {
        var _ = Objects.requireNonNull(process).onExit().thenAccept(ended -> {
            if (hasFailed()) {
                action.accept(ended.exitValue());
            }
        });
    }

    /// Whether it has ever been started.
    public synchronized boolean hasStarted() {
        return process != null;
    }

    /// Whether it has ended by itself.
    public synchronized boolean hasFailed() {
        return process != null && !process.isAlive() && !expectedToEnd;
    }

    /// Waits until it has ended by itself.
    ///
    /// @return its exit code; empty where it has not ended in time
    public OptionalInt awaitExit(Duration patience) throws InterruptedException {
        Process ending;
        synchronized (this) {
            ending = Objects.requireNonNull(process);
        }
        return ending.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(ending.exitValue())
                : OptionalInt.empty();
    }

    /// The number of its process.
    public synchronized long pid() {
        return Objects.requireNonNull(process).pid();
    }

    /// Where it writes what it has to say.
    public Path log() {
        return log.toPath();
    }

    /// `kill -9`.
    public void kill() throws InterruptedException {
        Process killed = toEnd();
        killed.destroyForcibly();
        killed.waitFor();
    }

    /// Tells it to stop, and does not wait.
    public void tellToStop() {
        stop(toEnd());
    }

    /// Tells it to stop, and waits; one that does not is killed.
    public void stop(Duration patience) throws InterruptedException {
        Process stopped = toEnd();
        stop(stopped);
        if (!stopped.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            stopped.destroyForcibly();
            stopped.waitFor();
        }
    }

    /// Holds it where it is.
    public void suspend() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// Lets it go on.
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /// Kills it for good, from any thread.
    public synchronized void end() {
        over = true;
        expectedToEnd = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /// Waits until it has ended; at once where it was never started.
    public void awaitEnd() {
        Process ending;
        synchronized (this) {
            ending = process;
        }
        if (ending != null) {
            ending.onExit().join();
        }
    }

    /// By its handle: [Process#destroy()] would close the pipe as well, before its last words.
    private static void stop(Process process) {
        process.toHandle().destroy();
    }

    private synchronized Process toEnd() {
        expectedToEnd = true;
        return Objects.requireNonNull(process);
    }

    private synchronized void signal(String signal) throws IOException, InterruptedException {
        String pid = Long.toString(Objects.requireNonNull(process).pid());
        new ProcessBuilder("kill", "-" + signal, pid)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
    }
}
