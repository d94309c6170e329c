package org.fugu.service.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Finds the addresses of a name for a connection that is about to be made, and lets none through of a
/// name that has one which may not be called.
///
/// The connection is made to what this answers, and the name is not looked up again: it does not help
/// to answer the next lookup differently.
final class CheckedNames implements DnsResolver {
    private final DnsResolver names;
    private final AddressPolicy policy;

    CheckedNames(DnsResolver names, AddressPolicy policy) {
        this.names = names;
        this.policy = policy;
    }

    /// A name with an address that may not be called.
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String host) {
            super(host);
        }
    }

    /// Also asked for what is an address already.
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = names.resolve(host);
        for (var address : addresses) if (!policy.permits(address)) throw new Refused(host);
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
