package org.fugu.service.account;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Where a request comes from, as requests and failed sign-ins are counted by it.
public final class SignInAddress {
    /// Of an address of IPv6: the rest is chosen by whoever has it, and free to change.
    private static final int NETWORK_BYTES = 8;

    private SignInAddress() {}

    /// @param text as the web server gives it
    public static String of(String text) {
        try {
            var address = InetAddress.ofLiteral(text);
            if (!(address instanceof Inet6Address)) return address.getHostAddress();
            var network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), 16);
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (IllegalArgumentException | UnknownHostException e) {
            return text;
        }
    }
}
