package io.roomlog.edge.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientAddressesTest {
    private static final String PEER = "192.0.2.1";

    @Test
    void withoutProxiesTheHeaderIsAnybodys() {
        assertThat(new ClientAddresses(List.of()).of(PEER, Optional.of("10.1.1.1")))
                .isEqualTo(PEER);
    }

    @Test
    void ofAPeerThatIsNoProxyTheHeaderIsAnybodys() {
        assertThat(proxies("10.0.0.0/8").of(PEER, Optional.of("10.1.1.1"))).isEqualTo(PEER);
    }

    @Test
    void theLastAddressThatIsNoProxysIsTheClients() {
        ClientAddresses addresses = proxies("10.0.0.0/8", "192.0.2.1", "2001:db8::/32");
        assertThat(addresses.of(PEER, Optional.of("198.51.100.7"))).isEqualTo("198.51.100.7");
        assertThat(addresses.of(PEER, Optional.of("1.1.1.1, 198.51.100.7, 10.3.4.5")))
                .isEqualTo("198.51.100.7");
        assertThat(addresses.of("2001:db8::5", Optional.of("2001:db9::1"))).isEqualTo("2001:db9::1");
        assertThat(addresses.of(PEER, Optional.of("10.3.4.5"))).isEqualTo("10.3.4.5");
        assertThat(addresses.of(PEER, Optional.empty())).isEqualTo(PEER);
    }

    @Test
    void whatIsNoAddressIsNotBelieved() {
        ClientAddresses addresses = proxies("192.0.2.1");
        for (String said : List.of("", "unknown", "localhost", "1.2.3.4.5", "a, ", "1.2.3.4, x", "\0")) {
            assertThat(addresses.of(PEER, Optional.of(said))).isEqualTo(PEER);
        }
    }

    @Test
    void anIpv6NetworkIsCountedAsOne() {
        assertThat(ClientAddresses.counted("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(ClientAddresses.counted("2001:db8:1:2::1"))
                .isNotEqualTo(ClientAddresses.counted("2001:db8:1:3::1"));
        assertThat(ClientAddresses.counted(PEER)).isEqualTo(PEER);
    }

    private static ClientAddresses proxies(String... ranges) {
        return new ClientAddresses(List.of(ranges));
    }
}
