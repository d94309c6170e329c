package org.fugu.exokernel;

import java.util.Arrays;
import java.util.Locale;
import org.fugu.machine.PrivilegedNode;
import org.fugu.machine.trap.TrapCause;

/// What people are told of an exception that ended a job.
final class TrapReports {
    private TrapReports() {}

    static TrapReport unhandled(PrivilegedNode node, long pc, TrapCause cause, long value) {
        return report(node, pc, cause.wireName(), value, "nobody handled it");
    }

    /// The library OS has declined what it finds in its own trap registers. It may have written
    /// anything there.
    static TrapReport declined(PrivilegedNode node) {
        return report(
                node,
                node.userTrapPc(),
                nameOf(node.userTrapCause()),
                node.userTrapValue(),
                "its library OS declined it");
    }

    private static String nameOf(long cause) {
        return Arrays.stream(TrapCause.values())
                .filter(known -> known.number() == cause)
                .map(TrapCause::wireName)
                .findFirst()
                .orElse("cause_" + Long.toUnsignedString(cause));
    }

    private static TrapReport report(PrivilegedNode node, long pc, String cause, long value, String why) {
        var message =
                String.format(Locale.ROOT, "%s at pc 0x%x on %s, value 0x%x: %s", cause, pc, node.id(), value, why);
        return new TrapReport(node.id().index(), pc, cause, value, message);
    }
}
