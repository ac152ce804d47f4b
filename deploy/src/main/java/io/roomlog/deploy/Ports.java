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
        requireFree(configuration, Settings.HOST, Settings.PORT);
        requireFree(configuration, Settings.ADMIN_HOST, Settings.ADMIN_PORT);
    }

    /// The address of an edge's port for clients, as a browser on this machine takes it.
    static String clientAddress(Configuration configuration, int port) {
        boolean tls = configuration.get(Settings.TLS_CERTIFICATE).isPresent();
        return address(tls ? "https" : "http", configuration.get(Settings.HOST), port);
    }

    /// The address of an edge's admin port.
    static String adminAddress(Configuration configuration, int port) {
        return address("http", configuration.get(Settings.ADMIN_HOST), port);
    }

    /// The address of a router's one port.
    static String routerAddress(Configuration configuration, int port) {
        return address("http", configuration.get(Settings.HOST), port);
    }

    private static String address(String scheme, String host, int port) {
        boolean every = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        boolean bare = host.contains(":") && !host.startsWith("[");
        return scheme + "://" + (every ? "localhost" : bare ? "[" + host + "]" : host) + ":" + port;
    }

    /// Refuses a port that something else listens on.
    ///
    /// @throws StartException naming the setting and the port
    static void requireFree(Configuration configuration, Setting<String> address, Setting<Integer> setting) {
        String host = configuration.get(address);
        int port = configuration.get(setting);
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException taken) {
            throw new StartException(setting.key() + ": cannot listen on " + host + ":" + port + " ("
                    + taken.getMessage() + "); choose another with " + setting.flag());
        }
    }
}
