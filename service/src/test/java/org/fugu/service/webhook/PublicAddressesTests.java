package org.fugu.service.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTests {
    private final AddressPolicy policy = new PublicAddresses();

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Unspecified, "this network".
                "0.0.0.0",
                "0.1.2.3",
                "::",
                // Loopback.
                "127.0.0.1",
                "127.255.255.254",
                "::1",
                // Private.
                "10.0.0.1",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                // Shared between a provider and its customers.
                "100.64.0.1",
                "100.127.255.255",
                "100.100.100.200",
                // Link-local, where clouds answer with credentials.
                "169.254.169.254",
                "169.254.0.1",
                "fe80::1",
                "febf::1",
                // Site-local of old, unique-local.
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "fd00:ec2::254",
                // Multicast, reserved, broadcast.
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "ff02::1",
                "ff0e::1",
                // Documentation and measuring.
                "192.0.2.1",
                "198.51.100.1",
                "203.0.113.1",
                "198.18.0.1",
                "198.19.255.255",
                "2001:db8::1",
                "3fff::1",
                // Protocol assignments, Teredo, ORCHID, relays of 6to4.
                "192.0.0.1",
                "192.0.0.170",
                "192.88.99.1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                // IPv4 in other clothes.
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "::ffff:0:127.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::808:808",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::1",
                "2002:808:808::1",
                // Discard-only, and what was never given out.
                "100::1",
                "4000::1",
                "5f00::1",
                // The host of a virtual machine at Azure.
                "168.63.129.16"
            })
    void whatIsNotTheInternetIsRefused(String address) throws UnknownHostException {
        assertThat(policy.permits(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "168.63.129.17",
                "2606:4700:4700::1111",
                "2a00:1450:4001:800::200e",
                "2001:4860:4860::8888",
                "2001:200::1",
                "64:ff9b::808:808",
                "::ffff:8.8.8.8"
            })
    void whatIsTheInternetIsPermitted(String address) throws UnknownHostException {
        assertThat(policy.permits(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aMappedAddressThatJavaTookForIpv6IsReadAsWhatItIs() throws UnknownHostException {
        byte[] bytes = InetAddress.getByName("64:ff9b::7f00:1").getAddress();
        java.util.Arrays.fill(bytes, 0, 10, (byte) 0);
        bytes[10] = -1;
        bytes[11] = -1;
        var mapped = Inet6Address.getByAddress("mapped", bytes, -1);

        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(policy.permits(mapped)).isFalse();
    }

    @Test
    void noAddressOfThisHostIsPermitted() throws SocketException {
        var own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();

        assertThat(own)
                .isNotEmpty()
                .allSatisfy(address -> assertThat(policy.permits(address)).isFalse());
    }
}
