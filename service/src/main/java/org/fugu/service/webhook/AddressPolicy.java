package org.fugu.service.webhook;

import java.net.InetAddress;

/// Which addresses may be called.
@FunctionalInterface
interface AddressPolicy {
    boolean permits(InetAddress address);
}
