package io.roomlog.deploy;

import java.util.Optional;

/// The command line in a process that ends with the one that has started it, however that one ends.
public final class ChildMain {
    private ChildMain() {}

    static void main(String[] args) {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        if (parent.isEmpty()) {
            end();
        } else {
            var _ = parent.get().onExit().thenRun(ChildMain::end);
        }
        Roomlog.main(args);
    }

    private static void end() {
        Runtime.getRuntime().halt(1);
    }
}
