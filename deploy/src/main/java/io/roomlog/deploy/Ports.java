package io.roomlog.deploy;

import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Setting;
import io.roomlog.common.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/// The ports of servers, looked at before anything is started.
final class Ports {
    private Ports() {}

    /// Refuses ports of an edge that something else listens on.
    ///
    /// @throws StartException naming the setting and the port
    static void requireFree(Configuration configuration) {
        int port = configuration.get(Settings.PORT);
        if (port != 0 && port == configuration.get(Settings.ADMIN_PORT)) {
            throw new StartException("port and admin-port: both are " + port);
        }
        requireFree(configuration, Settings.PORT);
        requireFree(configuration, Settings.ADMIN_PORT);
    }

    /// The address as a browser on this machine takes it.
    static String address(Configuration configuration, int port) {
        String host = configuration.get(Settings.HOST);
        return "http://" + (host.equals("0.0.0.0") ? "localhost" : host) + ":" + port;
    }

    /// Refuses a port that something else listens on.
    ///
    /// @throws StartException naming the setting and the port
    static void requireFree(Configuration configuration, Setting<Integer> setting) {
        String host = configuration.get(Settings.HOST);
        int port = configuration.get(setting);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw new StartException(setting.key() + ": cannot listen on " + host + ":" + port + " ("
                    + taken.getMessage() + "); choose another with " + setting.flag());
        }
    }
}
