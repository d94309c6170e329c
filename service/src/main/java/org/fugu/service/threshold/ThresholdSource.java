package org.fugu.service.threshold;

/// Where a threshold stands.
public enum ThresholdSource {
    MANIFEST,
    PROJECT
}
