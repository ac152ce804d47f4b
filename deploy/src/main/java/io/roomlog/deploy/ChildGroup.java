package io.roomlog.deploy;

import io.roomlog.deploy.process.Child;
import io.roomlog.deploy.process.Readiness;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/// Processes that are started and stopped together. Where one ends by itself, so does this one.
final class ChildGroup implements AutoCloseable {
    private static final Duration START_WITHIN = Duration.ofMinutes(3);

    private final List<Member> members;
    private final Duration stopWithin;

    /// @param readiness what it answers with 200 when it is ready
    record Member(Child process, List<URI> readiness) {
        Member {
            readiness = List.copyOf(readiness);
        }
    }

    private ChildGroup(List<Member> members, Duration stopWithin) {
        this.members = List.copyOf(members);
        this.stopWithin = stopWithin;
    }

    /// Starts them, and waits until all of them are ready.
    ///
    /// @param stopWithin how long each may take to stop before it is killed
    /// @throws StartException if one does not become ready; then none runs any more
    static ChildGroup start(List<Member> members, Duration stopWithin, Running running) throws InterruptedException {
        ChildGroup group = new ChildGroup(members, stopWithin);
        boolean ready = false;
        try {
            group.start(running);
            ready = true;
            return group;
        } catch (IOException failed) {
            throw new StartException(String.valueOf(failed.getMessage()));
        } finally {
            if (!ready) {
                group.close();
            }
        }
    }

    private void start(Running running) throws IOException, InterruptedException {
        for (Member member : members) {
            Child process = member.process;
            process.start();
            process.onFailure(code -> running.fail(process.name() + " has ended by itself (exit code " + code + ")"));
        }
        for (Member member : members) {
            for (URI address : member.readiness) {
                Readiness.await(member.process, address, START_WITHIN);
            }
        }
    }

    /// The number of a member's process.
    long pid(int member) {
        return members.get(member).process.pid();
    }

    /// Tells all of them to stop, and waits; those that do not are killed.
    @Override
    public void close() {
        List<Child> started =
                members.stream().map(Member::process).filter(Child::hasStarted).toList();
        started.forEach(Child::tellToStop);
        try {
            long deadline = System.nanoTime() + stopWithin.toNanos();
            for (Child process : started) {
                process.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException impatient) {
            started.forEach(Child::end);
            Thread.currentThread().interrupt();
        }
    }
}
