package io.roomlog.common.config;

import static io.roomlog.common.config.Command.EDGE;
import static io.roomlog.common.config.Command.KAFKA;
import static io.roomlog.common.config.Command.ROUTER;
import static io.roomlog.common.config.Command.TAIL;
import static io.roomlog.common.config.Command.TOKEN;
import static io.roomlog.common.config.Command.UP;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table of all settings. Flags, variables, file keys, `--help` and the documentation are derived from it.
public final class Settings {
    private static final List<Setting<?>> TABLE = new ArrayList<>();
    private static final Set<Command> SERVERS = Set.of(UP, EDGE);
    private static final Set<Command> TIERS = Set.of(UP, EDGE, ROUTER);

    // Where it listens
    public static final Setting<Integer> PORT =
            add("port", "3000", Kind.number(0, 65_535), "The port for clients; 0 takes a free one.", SERVERS);
    public static final Setting<Integer> ADMIN_PORT = add(
            "admin-port",
            "3001",
            Kind.number(0, 65_535),
            "The port for health and metrics; 0 takes a free one.",
            SERVERS);
    public static final Setting<String> ADMIN_HOST = add(
            "admin-host",
            "127.0.0.1",
            Kind.text("a host name or address", Settings::isHost),
            "The address that the admin port listens on; in a container `0.0.0.0`. Nobody outside may reach it.",
            SERVERS);
    public static final Setting<String> HOST = add(
            "host",
            "0.0.0.0",
            Kind.text("a host name or address", Settings::isHost),
            "The address to listen on.",
            TIERS);
    public static final Setting<String> ID = add(
            "id",
            "",
            Kind.text("up to 64 of A-Z a-z 0-9 . _ -", text -> text.matches("[A-Za-z0-9._-]{0,64}")),
            "The process's name, its own among all edges, or routers; without it, the host's name and the port.",
            TIERS);
    public static final Setting<String> REGION = add(
            "region",
            "local",
            Kind.text("up to 32 of a-z 0-9 -", Settings::isRegion),
            "The region that this process and its Kafka are in.",
            TIERS);
    public static final Setting<List<String>> MIRRORED_REGIONS = add(
            "mirrored-regions",
            "",
            Kind.list("names of up to 32 of a-z 0-9 -, with commas between them", Settings::isRegion),
            "The other regions whose records a mirror brings into this region's Kafka; the same on all edges and routers"
                    + " of a region.",
            TIERS);
    public static final Setting<List<String>> REGIONS = add(
            "regions",
            "",
            Kind.list("names of up to 32 of a-z 0-9 -, with commas between them", Settings::isRegion),
            "Two to five regions that `up` runs on this machine, each a process with a broker of its own, and the mirror"
                    + " between them. The first has the ports that are set, each further one those that are 10 higher.",
            Set.of(UP));
    public static final Setting<Integer> MIRROR_PORT = add(
            "mirror-port",
            "3003",
            Kind.number(0, 65_535),
            "With `regions`, the port of the mirror's health and metrics; 0 takes a free one.",
            Set.of(UP));

    // Kafka
    public static final Setting<String> BOOTSTRAP = add(
            "kafka",
            "localhost:9092",
            Kind.text(
                    "host:port, several with commas between them",
                    text -> Arrays.stream(text.split(",", -1)).allMatch(Kind::isAddress)),
            "The Kafka to use.",
            Set.of(EDGE, ROUTER, TAIL));
    public static final Setting<Optional<Path>> KAFKA_CLIENT_CONFIG = add(
            "kafka-client-config",
            "",
            Kind.optional(Kind.path()),
            "A file of settings of Kafka's clients (Java properties) for the connection alone: `security.*`, `sasl.*`,"
                    + " `ssl.*` and the like; see SECURITY.md.",
            Set.of(EDGE, ROUTER, TAIL));
    public static final Setting<Integer> KAFKA_PORT = add(
            "kafka-port",
            "9092",
            Kind.number(0, 65_535),
            "The port of the embedded broker; 0 takes a free one. The command `kafka` takes it as `--port` too.",
            Set.of(UP, KAFKA));
    public static final Setting<String> KAFKA_HOST = add(
            "kafka-host",
            "127.0.0.1",
            Kind.text("a host name or address", Settings::isHost),
            "The address that the embedded broker listens on and tells its clients.",
            Set.of(UP, KAFKA));
    public static final Setting<Optional<String>> KAFKA_ADVERTISED = add(
            "kafka-advertised",
            "",
            Kind.optional(Kind.text("host:port", Kind::isAddress)),
            "The address that the broker tells its clients, where they reach it by another (a proxy's).",
            Set.of(KAFKA));
    public static final Setting<Integer> KAFKA_NODE = add(
            "kafka-node",
            "1",
            Kind.number(1, 9),
            "Which broker of `kafka-quorum` this one is, the first being 1.",
            Set.of(KAFKA));
    public static final Setting<List<String>> KAFKA_QUORUM = add(
            "kafka-quorum",
            "",
            Kind.list("host:port, several with commas between them", Kind::isAddress),
            "The addresses at which the brokers of a cluster speak to each other, the same list for each of them;"
                    + " none: the broker is alone.",
            Set.of(KAFKA));
    public static final Setting<Path> DATA = add(
            "data",
            ".roomlog",
            Kind.path(),
            "The folder of the embedded broker's data and of the secret that `up` makes.",
            Set.of(UP, KAFKA, TOKEN));
    public static final Setting<Integer> PARTITIONS = add(
            "partitions",
            "16",
            Kind.number(1, 10_000),
            "Partitions of the topic `roomlog.rooms`, where it has to be made; fixed from then on.",
            TIERS);
    public static final Setting<Integer> SESSION_PARTITIONS = add(
            "session-partitions",
            "16",
            Kind.number(1, 10_000),
            "Partitions of the topic `roomlog.sessions`, where it has to be made; fixed from then on.",
            TIERS);
    public static final Setting<Integer> FANOUT_PARTITIONS = add(
            "fanout-partitions",
            "8",
            Kind.number(1, 1_000),
            "Partitions of the topic `roomlog.fanout`, where it has to be made; fixed from then on.",
            TIERS);
    public static final Setting<Integer> REPLICATION_FACTOR = add(
            "replication-factor",
            "3",
            Kind.number(1, 9),
            "Replicas of each topic, where it has to be made. The embedded broker, being alone, has 1.",
            Set.of(EDGE, ROUTER));
    public static final Setting<Boolean> ALLOW_UNSAFE_LOG = add(
            "allow-unsafe-log",
            "false",
            Kind.flag(),
            "Whether to start although the topics' settings may lose what was acked; it is logged then.",
            Set.of(EDGE, ROUTER));
    public static final Setting<Duration> RETENTION = add(
            "retention",
            "7d",
            Kind.duration("1m", "3650d"),
            "How long messages are kept, where the topic has to be made.",
            TIERS);
    public static final Setting<Duration> SESSION_RETENTION = add(
            "session-retention",
            "24h",
            Kind.duration("1m", "365d"),
            "How long a lost connection can be resumed.",
            TIERS);
    public static final Setting<Duration> SESSION_RENEWAL = add(
            "session-renewal",
            "4m",
            Kind.duration("1s", "5m"),
            "The longest time between two records of a live session, and between two positions that an idle client is"
                    + " told; the same on all edges and routers.",
            TIERS);
    public static final Setting<Integer> MAX_RESUME_RECORDS = add(
            "max-resume-records",
            "1000000",
            Kind.number(1_000, 1_000_000_000),
            "How many records of a partition are read back for a client that resumes; beyond that it is told a gap"
                    + " (`too_far`).",
            SERVERS);
    public static final Setting<Integer> HOT_TAIL_BYTES = add(
            "hot-tail-bytes",
            "64MB",
            Kind.bytes("0MB", "1024MB"),
            "How much of the newest records is kept in memory, for clients that resume or join with a past.",
            SERVERS);
    public static final Setting<Duration> PUBLISH_TIMEOUT = add(
            "publish-timeout",
            "30s",
            Kind.duration("5s", "4m"),
            "How long a publish waits for Kafka before it is reported `unknown`.",
            SERVERS);

    // Routers
    public static final Setting<Integer> ROUTER_PORT = add(
            "router-port",
            "3002",
            Kind.number(0, 65_535),
            "The port of a router, for edges and other routers, health and metrics; 0 takes a free one. The command"
                    + " `router` takes it as `--port` too.",
            Set.of(UP, ROUTER));
    public static final Setting<Optional<String>> ROUTER_ADDRESS = add(
            "router-address",
            "",
            Kind.optional(Kind.text("host:port", Kind::isAddress)),
            "The address at which edges and other routers reach this one; without it, `host` (where that is all addresses,"
                    + " the host's name) and the port.",
            Set.of(ROUTER));
    public static final Setting<List<String>> ROUTERS = add(
            "routers",
            "",
            Kind.list("host:port, several with commas between them", Kind::isAddress),
            "The routers to ask; none: those that say in Kafka that they live.",
            SERVERS);
    public static final Setting<Path> STATE = add(
            "state",
            ".roomlog/router",
            Kind.path(),
            "The folder of a router's state. It may be lost at any time: all of it is in Kafka too.",
            Set.of(ROUTER));
    public static final Setting<Duration> LEASE = add(
            "lease",
            "10s",
            Kind.duration("1s", "10m"),
            "How long an edge or a router may be silent before it counts as dead; the same for all.",
            TIERS);
    public static final Setting<Optional<String>> EDGE_ADDRESS = add(
            "edge-address",
            "",
            Kind.optional(Kind.text("host:port", Kind::isAddress)),
            "The address at which other edges reach this one's port for clients; without it, `host` (where that is all"
                    + " addresses, the host's name) and the port.",
            SERVERS);

    // TLS
    public static final Setting<Optional<Path>> TLS_CERTIFICATE = add(
            "tls-certificate",
            "",
            Kind.optional(Kind.path()),
            "The certificate for the port for clients, with those that vouch for it behind it (PEM); none: no TLS.",
            SERVERS);
    public static final Setting<Optional<Path>> TLS_KEY =
            add("tls-key", "", Kind.optional(Kind.path()), "The certificate's private key (PEM, PKCS#8).", SERVERS);
    public static final Setting<Duration> TLS_RELOAD = add(
            "tls-reload",
            "1m",
            Kind.duration("100ms", "1d"),
            "How often both files are looked at, and taken if they have changed.",
            SERVERS);

    // Who may connect
    public static final Setting<Optional<Secret>> JWT_SECRET = addSecret(
            "jwt-secret",
            Kind.optional(Kind.secret()),
            "The shared secret of tokens (HS256). Better a variable or a file: flags are seen by other users.",
            Set.of(UP, EDGE, TOKEN));
    public static final Setting<List<String>> JWT_SECRET_FILES = add(
            "jwt-secret-file",
            "",
            Kind.list("paths, with commas between them", path -> !path.isEmpty()),
            "Files that hold a shared secret each, in place of `jwt-secret`; a line break at the end is left out. All of"
                    + " them are good, the first one signs what `token` prints.",
            Set.of(UP, EDGE, TOKEN));
    public static final Setting<List<String>> JWT_KEY_FILES = add(
            "jwt-key-file",
            "",
            Kind.list("paths, with commas between them", path -> !path.isEmpty()),
            "Files of public keys or certificates in PEM (RSA, EC, Ed25519, Ed448) that tokens are signed with.",
            SERVERS);
    public static final Setting<List<String>> JWT_JWKS = add(
            "jwt-jwks",
            "",
            Kind.list(
                    "URLs, each with an issuer and a blank before it or alone, with commas between them",
                    entry -> entry.matches("(\\S+ )?https?://\\S+")),
            "Where issuers publish their keys (JWK Sets). With an issuer, the keys are good for tokens of that `iss`"
                    + " alone.",
            SERVERS);
    public static final Setting<Duration> JWT_JWKS_AGE = add(
            "jwt-jwks-age",
            "10m",
            Kind.duration("1s", "24h"),
            "How old published keys may become until they are fetched anew. The last ones stay good while that fails.",
            SERVERS);
    public static final Setting<Duration> JWT_JWKS_INTERVAL = add(
            "jwt-jwks-interval",
            "10s",
            Kind.duration("1s", "1h"),
            "The least time between two fetches from one URL, whatever unknown keys tokens name.",
            SERVERS);
    public static final Setting<List<String>> JWT_ALGORITHMS = add(
            "jwt-algorithms",
            "HS256,RS256,PS256,ES256,EdDSA",
            Kind.list(
                    "of HS, RS, PS, ES with 256, 384 or 512, and EdDSA, with commas between them",
                    entry -> entry.matches("(HS|RS|PS|ES)(256|384|512)|EdDSA")),
            "The algorithms that tokens may be signed with.",
            SERVERS);
    public static final Setting<List<String>> JWT_ISSUERS = add(
            "jwt-issuers",
            "",
            Kind.list("names, with commas between them", entry -> !entry.isEmpty()),
            "The issuers (`iss`) whose tokens are taken; none: any.",
            SERVERS);
    public static final Setting<List<String>> JWT_AUDIENCES = add(
            "jwt-audiences",
            "",
            Kind.list("names, with commas between them", entry -> !entry.isEmpty()),
            "The audiences (`aud`) of which a token names one; none: no matter which.",
            SERVERS);
    public static final Setting<Duration> JWT_LEEWAY = add(
            "jwt-leeway",
            "30s",
            Kind.duration("0s", "10m"),
            "By how much clocks may differ, where a token's `exp` and `nbf` are looked at.",
            SERVERS);
    public static final Setting<Optional<String>> TOKEN_PARAMETER = add(
            "token-parameter",
            "",
            Kind.optional(Kind.text("a name of A-Z a-z 0-9 _ -", name -> name.matches("[A-Za-z0-9_-]{1,64}"))),
            "The query parameter of handshakes in which a token may stand; none: nowhere. Proxies tend to log queries.",
            SERVERS);
    public static final Setting<Boolean> TOKEN_ON_HANDSHAKE = add(
            "token-on-handshake",
            "false",
            Kind.flag(),
            "Whether a handshake without a valid token, in `Authorization` or the query, is answered with 401; else"
                    + " `auth.token` will do.",
            SERVERS);
    public static final Setting<String> DEFAULT_RIGHTS = add(
            "default-rights",
            "open",
            Kind.choice("open", "closed"),
            "What a token without the claim `rooms` may do: everything (`open`), or nothing (`closed`).",
            SERVERS);
    public static final Setting<List<String>> CORS_ORIGINS = add(
            "cors-origins",
            "",
            Kind.list(
                    "origins, as https://example.org, with commas between them, or *",
                    entry -> entry.equals("*") || Kind.isOrigin(entry)),
            "The origins whose pages may connect; none: only pages that this edge serves; `*`: all.",
            SERVERS);
    public static final Setting<Boolean> CORS_CREDENTIALS = add(
            "cors-credentials",
            "false",
            Kind.flag(),
            "Whether those pages may send cookies and HTTP authentication.",
            SERVERS);

    // Connections
    public static final Setting<Duration> PING_INTERVAL =
            add("ping-interval", "25s", Kind.duration("10ms", "1h"), "The time between two pings.", SERVERS);
    public static final Setting<Duration> PING_TIMEOUT = add(
            "ping-timeout",
            "20s",
            Kind.duration("10ms", "1h"),
            "How long a ping waits for its answer before the connection counts as lost.",
            SERVERS);
    public static final Setting<Duration> UPGRADE_TIMEOUT = add(
            "upgrade-timeout",
            "10s",
            Kind.duration("10ms", "1h"),
            "How long an upgrade from polling to WebSocket may take.",
            SERVERS);
    public static final Setting<Duration> CONNECT_TIMEOUT = add(
            "connect-timeout",
            "45s",
            Kind.duration("10ms", "1h"),
            "How long a connection may be without having joined a namespace.",
            SERVERS);
    public static final Setting<Integer> MAX_PAYLOAD = add(
            "max-payload",
            "1000000",
            Kind.bytes("100", "64MB"),
            "The largest message or request body that is accepted.",
            SERVERS);
    public static final Setting<Boolean> COMPRESSION = add(
            "compression",
            "false",
            Kind.flag(),
            "Whether messages over WebSocket are compressed, both ways, with clients that offer it (permessage-deflate).",
            SERVERS);
    public static final Setting<Integer> COMPRESSION_THRESHOLD = add(
            "compression-threshold",
            "1KB",
            Kind.bytes("1", "64MB"),
            "The length from which messages are compressed; shorter ones go as they are.",
            SERVERS);
    public static final Setting<Integer> MAX_QUEUE_BYTES = add(
            "max-queue-bytes",
            "4MB",
            Kind.bytes("64KB", "1024MB"),
            "What may wait for one connection before it is closed as `slow_consumer`.",
            SERVERS);
    public static final Setting<Integer> MAX_INBOUND_EVENTS = add(
            "max-inbound-events",
            "256",
            Kind.number(1, 1_000_000),
            "Events of one socket that may wait for their handler; its connection is not read beyond that.",
            SERVERS);
    public static final Setting<Duration> SHUTDOWN_TIMEOUT = add(
            "shutdown-timeout",
            "5s",
            Kind.duration("0s", "10m"),
            "How long a stop waits for what is under way.",
            Set.of(UP, KAFKA, EDGE, ROUTER));

    // What clients may take
    public static final Setting<Integer> MAX_HEADERS =
            add("max-headers", "32KB", Kind.bytes("4KB", "1MB"), "The largest header of a request.", SERVERS);
    public static final Setting<Duration> REQUEST_TIMEOUT = add(
            "request-timeout",
            "10s",
            Kind.duration("10ms", "10m"),
            "How long a connection may take until its first request is there.",
            SERVERS);
    public static final Setting<Integer> MAX_CONNECTIONS = add(
            "max-connections",
            "100000",
            Kind.number(1, 10_000_000),
            "Connections of this edge; beyond, handshakes get 503, and a client tries again, elsewhere perhaps."
                    + " It takes no more than fit into the open files that the system allows (`ulimit -n`).",
            SERVERS);
    public static final Setting<Integer> MAX_FORWARDED = add(
            "max-forwarded",
            "10000",
            Kind.number(0, 1_000_000),
            "Requests of polling clients that may be passed on at a time to the edges that have their sessions; beyond, the"
                    + " session counts as unknown, and the client resumes. 0: none. No more than a quarter of the open files"
                    + " that are left.",
            SERVERS);
    public static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS = add(
            "max-connections-per-address",
            "0",
            Kind.number(0, 10_000_000),
            "Connections from one address (of IPv6: from one /64 network); 0: any number.",
            SERVERS);
    public static final Setting<Integer> HANDSHAKE_RATE = add(
            "handshake-rate",
            "0",
            Kind.number(0, 1_000_000),
            "Handshakes a second; beyond, they get 429, and a client tries again. 0: any number.",
            SERVERS);
    public static final Setting<Integer> HANDSHAKE_RATE_PER_ADDRESS = add(
            "handshake-rate-per-address",
            "2000",
            Kind.number(0, 1_000_000),
            "Handshakes a second from one address (of IPv6: from one /64 network); 0: any number.",
            SERVERS);
    public static final Setting<List<String>> TRUSTED_PROXIES = add(
            "trusted-proxies",
            "",
            Kind.list("addresses or ranges as 10.0.0.0/8, with commas between them", Kind::isRange),
            "The proxies whose `X-Forwarded-For` is believed; none: a client's address is that of the connection.",
            SERVERS);
    public static final Setting<Integer> MAX_SOCKETS_PER_USER = add(
            "max-sockets-per-user",
            "0",
            Kind.number(0, 10_000_000),
            "Sockets of one user on this edge; those that resume are never refused. 0: any number.",
            SERVERS);
    public static final Setting<Integer> MAX_NAMESPACES =
            add("max-namespaces", "16", Kind.number(1, 1_000), "Namespaces of one connection.", SERVERS);
    public static final Setting<Integer> MAX_ROOMS =
            add("max-rooms", "1000", Kind.number(1, 100_000), "Rooms that one socket may have joined.", SERVERS);
    public static final Setting<Integer> PUBLISH_RATE = add(
            "publish-rate",
            "0",
            Kind.number(0, 1_000_000),
            "Publishes a second of one socket; beyond, they are answered `rate_limited`. 0: any number.",
            SERVERS);
    public static final Setting<Integer> PUBLISH_RATE_PER_USER = add(
            "publish-rate-per-user",
            "0",
            Kind.number(0, 1_000_000),
            "Publishes a second of one user on this edge, over sockets and HTTP together; 0: any number.",
            SERVERS);
    public static final Setting<Integer> MAX_UNDER_WAY = add(
            "max-under-way",
            "1000",
            Kind.number(1, 1_000_000),
            "Publishes of one socket that the log has not confirmed yet; its connection is not read beyond that.",
            SERVERS);

    // The rooms application
    public static final Setting<List<String>> NAMESPACES = add(
            "namespaces",
            "",
            Kind.list("names that begin with /, with commas between them", entry -> entry.matches("/[^,?#\\s]{1,255}")),
            "Further namespaces that run the rooms application.",
            SERVERS);
    public static final Setting<Duration> DEPARTURE_GRACE = add(
            "departure-grace",
            "10s",
            Kind.duration("0s", "1h"),
            "How long a lost connection may stay away before its departure is announced.",
            SERVERS);
    public static final Setting<Integer> ANNOUNCE_LIMIT = add(
            "announce-limit",
            "200",
            Kind.number(0, 1_000_000),
            "Sockets of this edge in a room above which comings and goings are no longer announced to them.",
            SERVERS);
    public static final Setting<Duration> HISTORY_BUDGET = add(
            "history-budget",
            "2s",
            Kind.duration("10ms", "1m"),
            "How long one answer's messages are looked for in the past; then it says that there may be more.",
            SERVERS);
    public static final Setting<Boolean> SERVE_CLIENT = add(
            "serve-client",
            "true",
            Kind.flag(),
            "Whether the browser client is served as `/socket.io/socket.io.js`.",
            SERVERS);
    public static final Setting<Boolean> PAGE =
            add("page", "true", Kind.flag(), "Whether the chat is served at `/`.", SERVERS);

    // The process
    public static final Setting<Boolean> DELIVERY_TIMES = add(
            "delivery-times",
            "true",
            Kind.flag(),
            "Whether the time of each delivery and its stages are noted in histograms of `/metrics`.",
            SERVERS);
    public static final Setting<Boolean> CANARY = add(
            "canary",
            "true",
            Kind.flag(),
            "Whether the edge is a client of itself, which looks all the time whether messages come: once, in order, in"
                    + " time.",
            SERVERS);
    public static final Setting<Duration> CANARY_INTERVAL = add(
            "canary-interval",
            "1s",
            Kind.duration("10ms", "1h"),
            "The time from one message of the canary to its next.",
            SERVERS);
    public static final Setting<Optional<String>> OTLP_ENDPOINT = add(
            "otlp-endpoint",
            "",
            Kind.optional(Kind.text("an address as http://collector:4318", Settings::isHttp)),
            "Where traces are sent to (OpenTelemetry, OTLP over HTTP); without it a message's `traceparent` is handed"
                    + " on as it came.",
            TIERS);
    public static final Setting<Integer> TRACE_PERCENT = add(
            "trace-percent",
            "1",
            Kind.number(0, 100),
            "How many of a hundred publishes are traced that come without a `traceparent`; of the others it says"
                    + " itself whether.",
            TIERS);
    public static final Setting<String> LOG_LEVEL = add(
            "log-level",
            "info",
            Kind.choice("error", "warn", "info", "debug", "trace"),
            "How much is logged.",
            Set.of(UP, KAFKA, EDGE, ROUTER));
    public static final Setting<String> LOG_FORMAT = add(
            "log-format",
            "plain",
            Kind.choice("plain", "json"),
            "Whether a log's lines are for people, or a JSON object each.",
            Set.of(UP, KAFKA, EDGE, ROUTER));
    public static final Setting<Boolean> LOG_CONNECTIONS = add(
            "log-connections",
            "false",
            Kind.flag(),
            "Whether a line tells of each connection's end: why, and what went over it.",
            SERVERS);
    public static final Setting<Optional<Path>> CONFIG = add(
            "config",
            "",
            Kind.optional(Kind.path()),
            "A file of these settings (Java properties); not itself a key of one.",
            Set.of(Command.values()));

    private Settings() {}

    /// The table, in the order of the documentation.
    public static List<Setting<?>> all() {
        return List.copyOf(TABLE);
    }

    /// The settings that the command takes, in the order of the documentation.
    public static List<Setting<?>> of(Command command) {
        return TABLE.stream()
                .filter(setting -> setting.commands().contains(command))
                .toList();
    }

    private static <T> Setting<T> add(
            String key, String fallback, Kind<T> kind, String sentence, Set<Command> commands) {
        return add(new Setting<>(key, fallback, kind, sentence, commands, false));
    }

    private static <T> Setting<T> addSecret(String key, Kind<T> kind, String sentence, Set<Command> commands) {
        return add(new Setting<>(key, "", kind, sentence, commands, true));
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        TABLE.add(setting);
        return setting;
    }

    private static boolean isHttp(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /// Whether a text can name a region.
    public static boolean isRegion(String text) {
        return text.matches("[a-z0-9-]{1,32}");
    }

    private static boolean isHost(String text) {
        return text.matches("[A-Za-z0-9._:\\[\\]-]{1,253}");
    }
}
