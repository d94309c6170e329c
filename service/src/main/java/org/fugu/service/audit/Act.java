package org.fugu.service.audit;

import java.util.Locale;

/// What is worth remembering.
public enum Act {
    SIGNED_IN,
    SIGN_IN_FAILED,
    SIGN_IN_LOCKED,
    SIGNED_OUT,
    USER_MADE,
    KEY_MADE,
    KEY_REVOKED,
    BUNDLE_UPLOADED,
    BUNDLE_REFUSED,
    PARTITION_LEASED,
    PARTITION_RELEASED,
    PARTITION_DECLINED,
    CO_RUN_OPENED,
    CO_RUN_JOINED,
    CO_RUN_CONFIRMED,
    CO_RUN_CLOSED,
    CO_RUN_CANCELED,
    CO_RUN_LEFT,
    RUN_SUBMITTED,
    RUN_CANCELED,
    RUN_DELETED,
    BUNDLE_DELETED,
    MACHINE_MADE,
    MACHINE_CHANGED,
    MACHINE_REMOVED,
    PROJECT_MADE,
    PROJECT_CHANGED,
    PROJECT_DELETED,
    MEMBER_PUT,
    MEMBER_REMOVED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
