package io.roomlog.edge.limit;

import java.net.InetAddress;
import java.util.Optional;

/// A range of addresses, as `10.0.0.0/8`, or one (RFC 4632, RFC 4291).
final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /// Reads one.
    ///
    /// @return empty if it is none
    static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int all = address.get().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new Network(address.get(), all));
        }
        String bits = text.substring(slash + 1);
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= all
                ? Optional.of(new Network(address.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /// The octets of an address that is written in digits. No name is looked up.
    static Optional<byte[]> bytes(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
