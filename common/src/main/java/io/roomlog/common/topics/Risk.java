package io.roomlog.common.topics;

/// A setting of a topic that may lose what was acked, or take nothing.
///
/// @param setting its name, of Kafka or of Roomlog
/// @param value what it is
/// @param loss what comes of it
/// @param remedy what is to be done
record Risk(String topic, String setting, String value, String loss, String remedy) {
    @Override
    public String toString() {
        return "topic " + topic + ": " + setting + "=" + value + ": " + loss + "; " + remedy;
    }
}
