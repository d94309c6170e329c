package org.fugu.service.database;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/// Says whether the database can be reached, and whether it stores what it is given.
@Component
final class DatabaseHealthIndicator implements HealthIndicator {
    private final DatabaseWatch watch;

    DatabaseHealthIndicator(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        if (!watch.reachable()) return down("the database cannot be reached");
        if (!watch.storing()) {
            return down("the database cannot store anything, most likely because its disk is full: make room on it");
        }
        return Health.up().build();
    }

    private static Health down(String why) {
        return Health.down().withDetail("why", why).build();
    }
}
