package org.fugu.service.corun;

import java.time.Duration;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param openFor how long a co-run waits for its members when its opener does not say
/// @param maxOpen how many of one user may be open at once
@ConfigurationProperties("fugu.co-runs")
record CoRunSettings(
        @DefaultValue("1h") Duration openFor,
        @DefaultValue("20") int maxOpen) {
    CoRunSettings {
        if (openFor.isNegative() || openFor.isZero()) {
            throw new StartFailure("FUGU_CO_RUNS_OPEN_FOR is " + openFor + "; it is more than nothing", null);
        }
        if (maxOpen < 1) throw new StartFailure("FUGU_CO_RUNS_MAX_OPEN is " + maxOpen + "; it is 1 or more", null);
    }
}
