package org.fugu.service.alert;

/// An alert was resolved, in the transaction that is under way.
public record AlertResolved(String project, Alert alert) {}
