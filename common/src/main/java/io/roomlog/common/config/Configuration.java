package io.roomlog.common.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The values that a process has been started with: every setting has one. Immutable.
public final class Configuration {
    private final Map<Setting<?>, Object> values;

    private Configuration(Map<Setting<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /// Every setting's default.
    public static Configuration defaults() {
        return of(Map.of());
    }

    /// The defaults, but for the texts given by key.
    ///
    /// @throws ConfigurationException if a key is unknown or a text not allowed
    public static Configuration of(Map<String, String> texts) {
        texts.keySet().forEach(key -> ConfigurationFile.requireKnown(key, "given"));
        return collect(
                Settings.all(),
                setting -> Optional.ofNullable(texts.get(setting.key())).map(text -> new Found(text, "given")));
    }

    /// The values for a command: of flag, variable, file and default, the first that is there. Variables that are empty
    /// count as absent.
    ///
    /// @param flags       texts by key, as given on the command line
    /// @param environment the process's variables
    /// @throws ConfigurationException if a value is not allowed, or the file cannot be read or has an unknown key
    public static Configuration resolve(Command command, Map<String, String> flags, Map<String, String> environment) {
        Optional<Found> file = fromCommandLine(Settings.CONFIG, flags, environment);
        Map<String, String> entries = new HashMap<>();
        String fileOrigin = "file " + file.map(Found::text).orElse("");
        file.ifPresent(found -> entries.putAll(ConfigurationFile.read(
                Settings.CONFIG.read(found.text, found.origin).orElseThrow(), found.origin)));
        return collect(
                Settings.of(command),
                setting -> fromCommandLine(setting, flags, environment)
                        .or(() -> Optional.ofNullable(entries.get(setting.key()))
                                .map(text -> new Found(text, fileOrigin))));
    }

    /// The setting's value.
    @SuppressWarnings("unchecked") // every value has been put in by its setting
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting);
        if (value == null) {
            throw new IllegalArgumentException(setting.key() + " is not in the table of settings");
        }
        return (T) value;
    }

    /// The same values but for this one, which is taken as it is.
    public <T> Configuration with(Setting<T> setting, T value) {
        Map<Setting<?>, Object> changed = new HashMap<>(values);
        changed.put(setting, value);
        return new Configuration(changed);
    }

    /// The shared secrets of tokens, from their setting or the files that are named instead. The first one signs.
    ///
    /// @throws ConfigurationException if a file cannot be read, or what it holds is too short
    public List<Secret> jwtSecrets() {
        return get(Settings.JWT_SECRET)
                .map(List::of)
                .orElseGet(() -> get(Settings.JWT_SECRET_FILES).stream()
                        .map(file -> secretIn(Path.of(file)))
                        .toList());
    }

    /// The name of an edge or a router: the setting, or else the host's name and the port.
    ///
    /// @param port the port that it listens on
    public String edgeId(int port) {
        String id = get(Settings.ID);
        return id.isEmpty() ? hostName("edge") + "-" + port : id;
    }

    /// The address at which others reach a router: the setting, or else that of its port.
    ///
    /// @param port the port that it listens on
    public String routerAddress(int port) {
        return get(Settings.ROUTER_ADDRESS).orElseGet(() -> addressOf(port));
    }

    /// The address at which other edges reach an edge: the setting, or else that of its port.
    ///
    /// @param port the port for clients that it listens on
    public String edgeAddress(int port) {
        return get(Settings.EDGE_ADDRESS).orElseGet(() -> addressOf(port));
    }

    /// The address at which others reach a port of this process: the host that it listens on, or, where that is every
    /// one, the host's name.
    public String addressOf(int port) {
        String host = get(Settings.HOST);
        boolean every = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        boolean bare = host.contains(":") && !host.startsWith("[");
        return (every ? hostName("localhost") : bare ? '[' + host + ']' : host) + ':' + port;
    }

    /// The secret that the file holds, without the line break at its end.
    ///
    /// @throws ConfigurationException if the file cannot be read, or what it holds is too short
    public static Secret secretIn(Path file) {
        String key = Settings.JWT_SECRET_FILES.key();
        try {
            return Secret.of(Files.readString(file).stripTrailing());
        } catch (IOException unreadable) {
            throw new ConfigurationException(key + ": cannot read " + file + ": " + unreadable);
        } catch (IllegalArgumentException tooShort) {
            throw new ConfigurationException(key + ": the secret in " + file + " " + tooShort.getMessage());
        }
    }

    private static Configuration collect(List<Setting<?>> looked, Source source) {
        Map<Setting<?>, Object> values = new HashMap<>();
        Settings.all().forEach(setting -> values.put(setting, setting.fallbackValue()));
        for (Setting<?> setting : looked) {
            source.find(setting).ifPresent(found -> values.put(setting, setting.read(found.text, found.origin)));
        }
        Configuration configuration = new Configuration(values);
        configuration.checkTogether();
        return configuration;
    }

    private void checkTogether() {
        if (get(Settings.JWT_SECRET).isPresent()
                && !get(Settings.JWT_SECRET_FILES).isEmpty()) {
            throw new ConfigurationException("jwt-secret and jwt-secret-file: only one of them can be given");
        }
        if (get(Settings.CORS_CREDENTIALS) && get(Settings.CORS_ORIGINS).contains("*")) {
            throw new ConfigurationException(
                    "cors-credentials: 'true' cannot go with cors-origins '*'; name the origins");
        }
        if (get(Settings.TLS_CERTIFICATE).isPresent() != get(Settings.TLS_KEY).isPresent()) {
            throw new ConfigurationException("tls-certificate and tls-key: one cannot go without the other");
        }
        List<String> mirrored = get(Settings.MIRRORED_REGIONS);
        if (mirrored.contains(get(Settings.REGION))) {
            throw new ConfigurationException("mirrored-regions: '" + get(Settings.REGION)
                    + "' is the region that this process is in (region); name the others alone");
        }
        if (Set.copyOf(mirrored).size() < mirrored.size()) {
            throw new ConfigurationException(
                    "mirrored-regions: '" + String.join(",", mirrored) + "' names a region twice");
        }
    }

    private static Optional<Found> fromCommandLine(
            Setting<?> setting, Map<String, String> flags, Map<String, String> environment) {
        String flag = flags.get(setting.key());
        if (flag != null) {
            return Optional.of(new Found(flag, "flag " + setting.flag()));
        }
        String variable = environment.getOrDefault(setting.variable(), "");
        return variable.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(variable, "variable " + setting.variable()));
    }

    private static String hostName(String nameless) {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
        } catch (UnknownHostException e) {
            return nameless;
        }
    }

    /// A text that was given, and where.
    private record Found(String text, String origin) {}

    private interface Source {
        Optional<Found> find(Setting<?> setting);
    }
}
