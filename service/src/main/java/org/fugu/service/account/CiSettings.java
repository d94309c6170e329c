package org.fugu.service.account;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Tokens of pipelines.
///
/// @param issuers identity providers of CIs that projects may trust; none when empty
@ConfigurationProperties("fugu.ci")
record CiSettings(@DefaultValue Set<String> issuers) {
    CiSettings {
        issuers = Set.copyOf(issuers);
    }
}
