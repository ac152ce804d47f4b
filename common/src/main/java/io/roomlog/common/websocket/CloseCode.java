package io.roomlog.common.websocket;

/// Status codes of close frames (RFC 6455, section 7.4, and IANA's registry).
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    /// Stands for a close frame without a code; never sent.
    public static final int NONE = 1005;
    /// A text or a close reason is not UTF-8, or a compressed message cannot be decompressed.
    public static final int BAD_DATA = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_BIG = 1009;
    public static final int SERVER_ERROR = 1011;

    private CloseCode() {}

    /// Whether `code` may stand in a close frame.
    public static boolean isSendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
