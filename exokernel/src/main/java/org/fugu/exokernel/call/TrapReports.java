package org.fugu.exokernel.call;

import java.util.Arrays;
import java.util.Locale;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.environment.Ending;
import org.fugu.exokernel.environment.Environment;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;

/// What people are told of an exception that ended a job.
public final class TrapReports {
    private TrapReports() {}

    public static Ending.Trapped unhandled(
            PrivilegedNode node, Environment environment, long pc, TrapCause cause, long value) {
        var why = "nobody handled it" + outOfReach(node, environment, cause.number(), value);
        return report(environment, pc, cause.wireName(), value, why);
    }

    /// The library OS has declined what it finds in its own trap registers. It may have written
    /// anything there.
    static Ending.Trapped declined(PrivilegedNode node, Environment environment) {
        return report(
                environment,
                node.registers().userTrapPc(),
                nameOf(node.registers().userTrapCause()),
                node.registers().userTrapValue(),
                "its library OS declined it"
                        + outOfReach(
                                node,
                                environment,
                                node.registers().userTrapCause(),
                                node.registers().userTrapValue()));
    }

    /// A program that shares variables on a machine that shares no memory is told so.
    private static String outOfReach(PrivilegedNode node, Environment environment, long cause, long address) {
        boolean access = cause == TrapCause.LOAD_PAGE_FAULT.number()
                || cause == TrapCause.STORE_PAGE_FAULT.number()
                || cause == TrapCause.FETCH_PAGE_FAULT.number();
        if (!access || !AddressSpace.contains(address)) return "";
        long frame = environment.loadedFrame(address >>> AddressSpace.PAGE_SHIFT);
        if (frame < 0 || node.frames().reaches(frame)) return "";
        return "; this page of a shared segment is at home on "
                + environment.job().nodeOfJob(new NodeId(Frames.homeOf(frame)))
                + ", and the nodes of this machine share no memory: use a machine that does, or messages if it has a unit";
    }

    private static String nameOf(long cause) {
        return Arrays.stream(TrapCause.values())
                .filter(known -> known.number() == cause)
                .map(TrapCause::wireName)
                .findFirst()
                .orElse("cause_" + Long.toUnsignedString(cause));
    }

    private static Ending.Trapped report(Environment environment, long pc, String cause, long value, String why) {
        var message = String.format(
                Locale.ROOT,
                "%s at pc 0x%x on %s, value 0x%x: %s",
                cause,
                pc,
                environment.identity().nodeOfJob(),
                value,
                why);
        return new Ending.Trapped(pc, cause, value, message);
    }
}
