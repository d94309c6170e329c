package org.fugu.service.alert;

/// An alert was raised, in the transaction that is under way.
public record AlertRaised(String project, Alert alert) {}
