package org.fugu.service.rate;

import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Requests a second to the API that each process answers; 0 for as many as come.
///
/// @param user of one user, whatever keys and sessions they use
/// @param address from one address, or from one network of IPv6
@ConfigurationProperties("fugu.rate")
record RateSettings(
        @DefaultValue("1000") long user,
        @DefaultValue("2000") long address) {
    RateSettings {
        if (user < 0) throw new StartFailure("FUGU_RATE_USER is " + user + "; it is nothing or more", null);
        if (address < 0) throw new StartFailure("FUGU_RATE_ADDRESS is " + address + "; it is nothing or more", null);
    }
}
