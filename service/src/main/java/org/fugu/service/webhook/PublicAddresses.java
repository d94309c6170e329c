package org.fugu.service.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.util.matcher.InetAddressMatcher;
import org.springframework.security.util.matcher.InetAddressMatchers;
import org.springframework.stereotype.Component;

/// Addresses that are anybody's to call: those of the internet, and none of this host, its networks or
/// the cloud that it may be in.
@Component
final class PublicAddresses implements AddressPolicy {
    private static final int IPV4_BYTES = 4;

    /// What IANA's registry of special-purpose IPv4 addresses has, multicast, and what is reserved.
    private static final List<InetAddressMatcher> SPECIAL_IPV4 = prefixes(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            // It looks public, and is the host of Azure's virtual machines.
            "168.63.129.16/32");

    /// All that has ever been given out for use between networks. IPv4 in the form of IPv6 is not in it:
    /// Java reads `::ffff:a.b.c.d` as IPv4 by itself.
    private static final InetAddressMatcher GLOBAL_IPV6 = InetAddressMatchers.fromIpAddress("2000::/3");

    /// Within that: protocol assignments with Teredo and ORCHID, documentation, and 6to4, through which
    /// any IPv4 address can be named.
    private static final List<InetAddressMatcher> SPECIAL_IPV6 =
            prefixes("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// In networks that have IPv6 alone, IPv4 is reached through these: the IPv4 address is at the end.
    private static final InetAddressMatcher TRANSLATED = InetAddressMatchers.fromIpAddress("64:ff9b::/96");

    private static List<InetAddressMatcher> prefixes(String... prefixes) {
        return Stream.of(prefixes).map(InetAddressMatchers::fromIpAddress).toList();
    }

    @Override
    public boolean permits(InetAddress address) {
        return isPublic(address) && !isOfThisHost(address);
    }

    private static boolean isPublic(InetAddress address) {
        if (address instanceof Inet4Address) return !isAmong(SPECIAL_IPV4, address);
        if (TRANSLATED.matches(address)) return isPublic(embedded(address));
        return GLOBAL_IPV6.matches(address) && !isAmong(SPECIAL_IPV6, address);
    }

    private static boolean isAmong(List<InetAddressMatcher> prefixes, InetAddress address) {
        return prefixes.stream().anyMatch(prefix -> prefix.matches(address));
    }

    private static InetAddress embedded(InetAddress address) {
        var bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /// A packet to an address of this host passes no firewall, whatever the address.
    private static boolean isOfThisHost(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }
}
