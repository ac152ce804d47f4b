package io.roomlog.deploy.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomlog.edge.EdgeMain;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Where health and metrics can be reached.
@Timeout(60)
class AdminPortIT {
    @RegisterExtension
    static final Cluster CLUSTER = new Cluster();

    private static final String LOOPBACK = "127.0.0.1";
    /// An address of this machine that is not the loopback's usual one.
    private static final String ANOTHER = "127.0.0.2";

    @Test
    void isForThisMachineAloneWhileClientsComeFromAnywhere() throws Exception {
        EdgeMain edge = CLUSTER.edge("host", "0.0.0.0");
        assertThat(listens(ANOTHER, edge.port())).isTrue();
        assertThat(listens(LOOPBACK, edge.adminPort())).isTrue();
        assertThat(listens(ANOTHER, edge.adminPort())).isFalse();
    }

    @Test
    void isForOthersWhereThatIsWanted() throws Exception {
        EdgeMain edge = CLUSTER.edge("admin-host", "0.0.0.0");
        assertThat(listens(ANOTHER, edge.adminPort())).isTrue();
        assertThat(listens(ANOTHER, edge.port())).isFalse();
    }

    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket(host, port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
