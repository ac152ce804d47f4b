package io.roomlog.mirror;

import io.roomlog.common.config.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The file that says which regions there are: MirrorMaker's own, with the keys that are an operator's to say. What
/// decides whether the mirror is exact is not among them.
///
/// @param entries by key
public record MirrorFile(Map<String, String> entries) {
    private static final String CLUSTERS = "clusters";
    private static final String BOOTSTRAP = ".bootstrap.servers";
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,32}");
    /// Of a region, behind its name and a dot: how its Kafka is reached.
    private static final Pattern CONNECTION =
            Pattern.compile("bootstrap\\.servers|(security|sasl|ssl)\\..+|client\\.dns\\.lookup");
    private static final Set<String> GENERAL = Set.of(CLUSTERS, "replication.factor", "tasks.max");

    public MirrorFile {
        entries = Map.copyOf(entries);
    }

    /// Reads and checks it.
    ///
    /// @throws ConfigurationException if it cannot be read, or holds what it should not; it names the key
    public static MirrorFile read(Path path) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(path)) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(path + ": cannot be read: " + e.getMessage());
        }
        Map<String, String> entries = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(key -> entries.put(key, properties.getProperty(key).strip()));
        return of(entries);
    }

    /// Checks entries.
    ///
    /// @throws ConfigurationException if one is not good; it names the key
    public static MirrorFile of(Map<String, String> entries) {
        MirrorFile file = new MirrorFile(entries);
        List<String> regions = file.regions();
        if (regions.size() < 2) {
            throw new ConfigurationException(CLUSTERS + ": must name two regions or more, with commas between them");
        }
        for (String region : regions) {
            if (!REGION.matcher(region).matches()) {
                throw new ConfigurationException(
                        CLUSTERS + ": '" + region + "' must be up to 32 of a-z 0-9 -, the edges' setting region");
            }
            if (!entries.containsKey(region + BOOTSTRAP)) {
                throw new ConfigurationException(region + BOOTSTRAP + ": is missing");
            }
        }
        entries.keySet().forEach(key -> file.check(key, regions));
        file.number("replication.factor");
        file.number("tasks.max");
        return file;
    }

    private void check(String key, List<String> regions) {
        boolean known = GENERAL.contains(key)
                || regions.stream()
                        .anyMatch(region -> key.startsWith(region + '.')
                                && CONNECTION
                                        .matcher(key.substring(region.length() + 1))
                                        .matches())
                || allFlows().stream().anyMatch(flow -> key.equals(flow + ".enabled"));
        if (!known) {
            throw new ConfigurationException(key + ": is no key of this file, or one that Roomlog sets itself");
        }
    }

    private int number(String key) {
        String text = entries.getOrDefault(key, key.equals("tasks.max") ? "1" : "3");
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new ConfigurationException(key + ": '" + text + "' must be a number from 1 to 9999");
        }
        return Integer.parseInt(text);
    }

    /// The regions' names.
    public List<String> regions() {
        return Arrays.stream(entries.getOrDefault(CLUSTERS, "").split(","))
                .map(String::strip)
                .filter(region -> !region.isEmpty())
                .distinct()
                .toList();
    }

    /// Replicas of what the mirror makes.
    int replicationFactor() {
        return number("replication.factor");
    }

    /// How many tasks a flow has.
    int tasks() {
        return number("tasks.max");
    }

    private List<Flow> allFlows() {
        List<Flow> flows = new ArrayList<>();
        for (String source : regions()) {
            for (String target : regions()) {
                if (!source.equals(target)) {
                    flows.add(new Flow(source, target));
                }
            }
        }
        return flows;
    }

    /// What is mirrored: from every region to every other, but where the file says `FROM->TO.enabled=false`.
    ///
    /// @param targets only to these; to all if there are none
    List<Flow> flows(List<String> targets) {
        return allFlows().stream()
                .filter(flow -> targets.isEmpty() || targets.contains(flow.target()))
                .filter(flow -> !entries.getOrDefault(flow + ".enabled", "true").equals("false"))
                .toList();
    }

    /// What a client of a region's Kafka is given.
    Map<String, Object> client(String region) {
        Map<String, Object> settings = new TreeMap<>();
        entries.forEach((key, text) -> {
            if (key.startsWith(region + '.')) {
                settings.put(key.substring(region.length() + 1), text);
            }
        });
        return settings;
    }
}
