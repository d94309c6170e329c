package org.fugu.service.webhook;

import org.fugu.service.alert.AlertRaised;
import org.fugu.service.alert.AlertResolved;
import org.fugu.service.comparison.ComparisonEnded;
import org.fugu.service.measurement.MeasurementEnded;
import org.fugu.service.measurement.MeasurementState;
import org.fugu.service.partition.LeaseWaited;
import org.fugu.service.run.ProjectRunEnded;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Hears what happens in projects, each in the transaction in which it happens.
@Component
class WhatHappened {
    private final WebhookEvents events;
    private final Deliveries deliveries;

    WhatHappened(WebhookEvents events, Deliveries deliveries) {
        this.events = events;
        this.deliveries = deliveries;
    }

    /// What somebody canceled did not finish; they know.
    @EventListener
    void measured(MeasurementEnded ended) {
        if (ended.measurement().state() == MeasurementState.CANCELED) return;
        events.tell(EventKind.MEASUREMENT_FINISHED, ended.project(), "measurement", ended.measurement());
    }

    @EventListener
    void compared(ComparisonEnded ended) {
        events.tell(EventKind.COMPARISON_FINISHED, ended.project(), "comparison", ended.comparison());
    }

    @EventListener
    void ran(ProjectRunEnded ended) {
        events.tell(EventKind.RUN_FINISHED, ended.project(), "run", ended.run());
    }

    @EventListener
    void ran(ProjectRunEnded.OfSet ended) {
        events.tell(EventKind.RUN_SET_FINISHED, ended.project(), "runSet", ended.runSet());
    }

    /// A lease is of no project. Its owner is told wherever they want to hear of it.
    @EventListener
    void waited(LeaseWaited waited) {
        var kind = waited.allocated() ? EventKind.LEASE_ALLOCATED : EventKind.LEASE_EXPIRED;
        for (var project : deliveries.projectsListening(waited.userId(), kind)) {
            events.tell(kind, project, "partition", waited.lease());
        }
    }

    @EventListener
    void raised(AlertRaised raised) {
        events.tell(EventKind.ALERT_RAISED, raised.project(), "alert", raised.alert());
    }

    @EventListener
    void resolved(AlertResolved resolved) {
        events.tell(EventKind.ALERT_RESOLVED, resolved.project(), "alert", resolved.alert());
    }
}
