package org.fugu.service.webhook;

import java.net.InetAddress;
import org.springframework.context.annotation.Primary;

/// Lets a test's receiver on this host be called, and nothing else.
@Primary
final class LoopbackPermitted implements AddressPolicy {
    @Override
    public boolean permits(InetAddress address) {
        return address.isLoopbackAddress();
    }
}
