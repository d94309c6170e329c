package org.fugu.service.quota;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How much of the machines a user may have of whom nothing else is said.
///
/// @param nodes at once
/// @param nodeCyclesADay cycles × nodes of the mesh, over all runs of a day by UTC
@ConfigurationProperties("fugu.quota")
record QuotaSettings(
        @DefaultValue("4096") long nodes,
        @DefaultValue("1000000000000000") long nodeCyclesADay) {}
