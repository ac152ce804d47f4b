package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.ConfigurationException;
import io.roomlog.common.config.Setting;
import io.roomlog.common.config.Settings;
import io.roomlog.deploy.process.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// One of several regions on this machine: an `up` of its own.
///
/// @param name of the region
/// @param flags that its `up` is given, by key
/// @param configuration that they make, with the variables and the file
record LocalRegion(String name, Map<String, String> flags, Configuration configuration) {
    private static final int AT_MOST = 5;
    private static final int PORTS_APART = 10;
    private static final int LAST_PORT = 65_535;
    private static final List<Setting<Integer>> PORTS =
            List.of(Settings.PORT, Settings.ADMIN_PORT, Settings.ROUTER_PORT, Settings.KAFKA_PORT);
    /// What is another in each region.
    private static final List<Setting<?>> EACH_ITS_OWN =
            List.of(Settings.REGION, Settings.MIRRORED_REGIONS, Settings.EDGE_ADDRESS, Settings.ROUTERS);

    LocalRegion {
        flags = Map.copyOf(flags);
    }

    /// The regions that a configuration names.
    ///
    /// @param flags that were given, by key
    /// @throws ConfigurationException if they cannot be, or a setting does not go with them; it names the key
    static List<LocalRegion> of(Configuration given, Map<String, String> flags, Map<String, String> environment) {
        List<String> names = given.get(Settings.REGIONS);
        check(names, given);
        List<LocalRegion> regions = new ArrayList<>();
        Set<Integer> taken = new HashSet<>(List.of(given.get(Settings.MIRROR_PORT)));
        for (String name : names) {
            Map<String, String> all = new TreeMap<>(flags);
            all.putAll(own(name, names, given, regions.size(), taken));
            regions.add(new LocalRegion(name, all, Configuration.resolve(Command.UP, all, environment)));
        }
        requireDifferentPorts(regions, given.get(Settings.MIRROR_PORT));
        return regions;
    }

    private static void check(List<String> names, Configuration given) {
        String key = Settings.REGIONS.key() + ": '" + String.join(",", names) + "' ";
        if (names.size() < 2) {
            throw new ConfigurationException(key + "is one region alone; name two or more, or leave it out");
        }
        if (names.size() > AT_MOST) {
            throw new ConfigurationException(key + "are " + names.size() + "; " + AT_MOST + " are the most");
        }
        if (Set.copyOf(names).size() < names.size()) {
            throw new ConfigurationException(key + "names a region twice");
        }
        Configuration defaults = Configuration.defaults();
        for (Setting<?> setting : EACH_ITS_OWN) {
            if (!given.get(setting).equals(defaults.get(setting))) {
                throw new ConfigurationException(
                        setting.key() + ": cannot go with " + Settings.REGIONS.key() + "; each region has its own");
            }
        }
    }

    private static Map<String, String> own(
            String name, List<String> names, Configuration given, int before, Set<Integer> taken) {
        Map<String, String> own = new HashMap<>();
        own.put(Settings.REGIONS.key(), "");
        own.put(Settings.REGION.key(), name);
        own.put(
                Settings.MIRRORED_REGIONS.key(),
                String.join(
                        ",", names.stream().filter(other -> !other.equals(name)).toList()));
        own.put(Settings.DATA.key(), folder(given).resolve(name).toString());
        String id = given.get(Settings.ID);
        if (!id.isEmpty()) {
            own.put(Settings.ID.key(), id + "-" + name);
        }
        for (Setting<Integer> port : PORTS) {
            int first = given.get(port);
            own.put(port.key(), Integer.toString(first == 0 ? freePort(taken) : port(port, first, before)));
        }
        return own;
    }

    private static int port(Setting<Integer> setting, int first, int before) {
        int port = first + before * PORTS_APART;
        if (port > LAST_PORT) {
            throw new ConfigurationException(
                    setting.key() + ": " + first + " is too high: region " + (before + 1) + " would have " + port);
        }
        return port;
    }

    /// A port for a process that does not tell which one it has taken; none of these, to which it is added.
    static int freePort(Set<Integer> taken) {
        try {
            return FreePorts.take(taken);
        } catch (IOException none) {
            throw new StartException(String.valueOf(none.getMessage()));
        }
    }

    private static void requireDifferentPorts(List<LocalRegion> regions, int mirrorPort) {
        Set<Integer> taken = new HashSet<>(List.of(mirrorPort));
        for (LocalRegion region : regions) {
            for (Setting<Integer> setting : PORTS) {
                int port = region.configuration.get(setting);
                if (!taken.add(port)) {
                    throw new ConfigurationException(setting.key() + ": " + port + ", in the region " + region.name
                            + ", is taken twice; each further region has ports that are " + PORTS_APART + " higher");
                }
            }
        }
    }

    /// Where all of the regions' data is.
    static Path folder(Configuration given) {
        return given.get(Settings.DATA).resolve("regions");
    }

    /// The arguments of its process.
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(Command.UP.typed()));
        new TreeMap<>(flags).forEach((key, text) -> arguments.add("--" + key + "=" + text));
        return arguments;
    }

    /// Refuses ports that something else listens on.
    ///
    /// @throws StartException naming the setting and the port
    void requireFreePorts() {
        Ports.requireFree(configuration);
        Ports.requireFree(configuration, Settings.HOST, Settings.ROUTER_PORT);
        Ports.requireFree(configuration, Settings.KAFKA_HOST, Settings.KAFKA_PORT);
    }

    /// The address of its edge for clients.
    String address() {
        return Ports.clientAddress(configuration, configuration.get(Settings.PORT));
    }

    /// The address of its edge's health and metrics.
    String adminAddress() {
        return Ports.adminAddress(configuration, configuration.get(Settings.ADMIN_PORT));
    }

    /// What its edge and its router answer with 200 when they are ready.
    List<URI> readiness() {
        String router = Ports.routerAddress(configuration, configuration.get(Settings.ROUTER_PORT));
        return List.of(URI.create(adminAddress() + "/health/ready"), URI.create(router + "/health/ready"));
    }

    /// Where its Kafka is.
    String bootstrap() {
        String host = configuration.get(Settings.KAFKA_HOST);
        return (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + configuration.get(Settings.KAFKA_PORT);
    }
}
