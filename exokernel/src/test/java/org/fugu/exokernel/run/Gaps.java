package org.fugu.exokernel.run;

import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.capability.KernelObject;
import org.fugu.exokernel.frame.Frames;
import org.fugu.exokernel.schedule.Slices;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.kernel.Translations;
import org.fugu.machine.message.UnitState;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;

/// The protections that the gallery's attacks meet, each taken away.
final class Gaps {
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A3 = 13;
    private static final int A7 = 17;
    private static final int RA = 1;
    private static final int BYTES = 4;
    private static final int EVERYTHING = Tlb.READ | Tlb.WRITE | Tlb.EXECUTE;
    private static final int VICTIMS_GROUP = 1;

    private Gaps() {}

    private static boolean isCall(SystemCall call, Context context, TrapCause cause) {
        return cause == TrapCause.SYSTEM_CALL && SystemCall.numbered(context.x[A7]) == call;
    }

    private static void answer(Context context, long value) {
        context.x[Gap.A0] = value;
        context.pc += BYTES;
    }

    /// A capability for a page of the victim.
    private static long stolen(Gap.Site site) {
        var run = Frames.Run.of(site.victimsFrame(), 1);
        return site.attacker()
                .capabilities()
                .grant(new KernelObject.Allocation(run), Rights.FRAME_OWNER)
                .handle();
    }

    /// A handle that names nothing names a page of the victim.
    static final class AnyHandle extends Gap {
        AnyHandle() {
            super("a handle that names nothing names a page of the victim");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            boolean looks = isCall(SystemCall.TLB_WRITE, context, cause);
            if (looks && site.attacker().capabilities().find(context.x[A0]) == null) context.x[A0] = stolen(site);
            return false;
        }
    }

    /// A ticket is for everybody.
    static final class AnyTicket extends Gap {
        AnyTicket() {
            super("a ticket is for everybody");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!isCall(SystemCall.CAP_ACCEPT, context, cause)) return false;
            answer(context, stolen(site));
            return true;
        }
    }

    /// A ticket can be accepted again, and a handle used after its capability is gone.
    static final class Again extends Gap {
        private long last;

        Again() {
            super("a ticket can be accepted again, and a handle used after its capability is gone");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            var capabilities = site.attacker().capabilities();
            if (isCall(SystemCall.CAP_DERIVE, context, cause)) last = context.x[A0];
            boolean looks =
                    isCall(SystemCall.CAP_INSPECT, context, cause) || isCall(SystemCall.TLB_WRITE, context, cause);
            if (looks && capabilities.find(context.x[A0]) == null) context.x[A0] = last;
            return false;
        }
    }

    /// A translation has every right.
    static final class AnyRights extends Gap {
        AnyRights() {
            super("a translation has every right");
        }

        @Override
        PrivilegedNode ports(PrivilegedNode node) {
            return new PrivilegedNode(
                    node.time(),
                    new Generous(node.translations()),
                    node.frames(),
                    node.registers(),
                    node.unit(),
                    node.system(),
                    node.disk());
        }
    }

    private record Generous(Translations translations) implements Translations {
        @Override
        public void tlbWrite(int addressSpace, long virtualPage, long frame, int rights) {
            translations.tlbWrite(addressSpace, virtualPage, frame, EVERYTHING);
        }

        @Override
        public void bind(Translation translation) {
            translations.bind(new Translation(
                    translation.addressSpace(),
                    translation.virtualPage(),
                    translation.frame(),
                    EVERYTHING,
                    translation.bindWord(),
                    translation.tableWord(),
                    translation.expected()));
        }

        @Override
        public boolean revoke(long... bindWords) {
            return translations.revoke(bindWords);
        }

        @Override
        public boolean tlbDrop(int addressSpace, long virtualPage) {
            return translations.tlbDrop(addressSpace, virtualPage);
        }

        @Override
        public void tlbDropFrame(long frame) {
            translations.tlbDropFrame(frame);
        }

        @Override
        public long tlbProbe(int addressSpace, long virtualPage) {
            return translations.tlbProbe(addressSpace, virtualPage);
        }

        @Override
        public void runAddressSpace(int addressSpace) {
            translations.runAddressSpace(addressSpace);
        }
    }

    /// Frames are counted from those of a capability on, as far as somebody likes.
    static final class AnyIndex extends Gap {
        AnyIndex() {
            super("frames are counted from those of a capability on, as far as somebody likes");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!isCall(SystemCall.TLB_WRITE, context, cause)) return false;
            var capability = site.attacker().capabilities().find(context.x[A0]);
            if (capability == null || !(capability.object().frames() instanceof Frames.Run run)) return false;
            long frame = run.first() + context.x[A1];
            if (frame < 0 || frame >= MOST_FRAMES || frame == run.first()) return false;
            site.node
                    .translations()
                    .tlbWrite(
                            site.attacker().addressSpace(),
                            context.x[A2] >>> AddressSpace.PAGE_SHIFT,
                            run.physical(0) + context.x[A1],
                            (int) context.x[A3]);
            answer(context, 0);
            return true;
        }

        private static final long MOST_FRAMES = 16_384;
    }

    /// Frames can be had by every name, also those that somebody has.
    static final class AnyName extends Gap {
        AnyName() {
            super("frames can be had by every name, also those that somebody has");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!isCall(SystemCall.FRAME_ALLOCATE, context, cause) || context.x[A2] == 0) return false;
            answer(context, stolen(site));
            return true;
        }
    }

    /// A rank may have all frames of the node, used or not.
    static final class AllFrames extends Gap {
        AllFrames() {
            super("a rank may have all frames of the node, used or not");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            boolean takes = isCall(SystemCall.FRAME_ALLOCATE, context, cause);
            if (!takes || !site.attacker().capabilities().hasRoom()) return false;
            long frame = site.victimsFrame();
            site.node.frames().clearFrame(Frames.withinHome(frame));
            answer(context, stolen(site));
            return true;
        }
    }

    /// There is no end to what a call makes.
    static final class NoBound extends Gap {
        private final SystemCall call;
        private final int most;
        private int made;

        /// @param most as many as there may be
        NoBound(SystemCall call, int most) {
            super("there is no end to what a call makes");
            this.call = call;
            this.most = most;
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!isCall(call, context, cause) || made++ < most) return false;
            answer(context, 1);
            return true;
        }
    }

    /// A page may be mapped wherever somebody likes.
    static final class AnyAddress extends Gap {
        AnyAddress() {
            super("a page may be mapped wherever somebody likes");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!isCall(SystemCall.TLB_WRITE, context, cause)) return false;
            answer(context, 0);
            return true;
        }
    }

    /// A page that is not there is one of the victim's.
    static final class AnyPage extends Gap {
        private final long page;

        AnyPage(long page) {
            super("a page that is not there is one of the victim's");
            this.page = page;
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (!cause.isPageFault() || value >>> AddressSpace.PAGE_SHIFT != page) return false;
            var translations = site.node.translations();
            translations.tlbWrite(site.attacker().addressSpace(), page, site.victimsFrame(), EVERYTHING);
            return true;
        }
    }

    /// Nobody's time runs out.
    static final class NoClock extends Gap {
        NoClock() {
            super("nobody's time runs out");
        }

        @Override
        boolean hearsAlarm(long number) {
            return false;
        }
    }

    /// Nobody's slice runs out.
    static final class NoSliceEnd extends Gap {
        NoSliceEnd() {
            super("nobody's slice runs out");
        }

        @Override
        boolean hearsAlarm(long number) {
            return Slices.jobOf(number) < 0;
        }
    }

    /// Messages may be held off for ever.
    static final class NoTimeout extends Gap {
        NoTimeout() {
            super("messages may be held off for ever");
        }

        @Override
        boolean hearsTimeout() {
            return false;
        }
    }

    /// What comes for a program that is not there is lost.
    static final class NoBuffer extends Gap {
        NoBuffer() {
            super("what comes for a program that is not there is lost");
        }

        @Override
        boolean hearsMessages() {
            return false;
        }
    }

    /// Every slot leads to the victim, in its own group.
    static final class AnyGroup extends Gap {
        AnyGroup() {
            super("every slot leads to the victim, in its own group");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (cause != TrapCause.WRONG_GROUP) return false;
            var state = new UnitState(site.node.registers().contexts());
            site.node.unit().store(state);
            int slot = (int) (value >>> SLOT_SHIFT) & SLOTS - 1;
            var nodes = List.of(new NodeId(0), new NodeId(1), new NodeId(1));
            site.node.unit().load(state.bind(slot, VICTIMS_GROUP, nodes.toArray(NodeId[]::new)));
            return true;
        }

        private static final int SLOT_SHIFT = 16;
        private static final int SLOTS = 16;
    }

    /// A handler may end without having disposed of its message.
    static final class NoDisposal extends Gap {
        NoDisposal() {
            super("a handler may end without having disposed of its message");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (cause != TrapCause.DISPOSE_FAILURE) return false;
            site.node.unit().forgiveDisposal();
            return true;
        }
    }

    /// An instruction that raises an exception does nothing instead.
    static final class NoException extends Gap {
        private final TrapCause ignored;

        NoException(TrapCause ignored) {
            super("an instruction that raises an exception does nothing instead");
            this.ignored = ignored;
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (cause != ignored) return false;
            context.pc += BYTES;
            return true;
        }
    }

    /// What is no instruction returns to who called it.
    static final class AnyInstruction extends Gap {
        AnyInstruction() {
            super("what is no instruction returns to who called it");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (cause != TrapCause.ILLEGAL_INSTRUCTION) return false;
            context.pc = context.x[RA];
            context.dropFetched();
            return true;
        }
    }

    /// An exception is forwarded even if its handler is not there.
    static final class AlwaysForwards extends Gap {
        AlwaysForwards() {
            super("an exception is forwarded even if its handler is not there");
        }

        @Override
        boolean takes(Site site, Context context, TrapCause cause, long value) {
            if (cause != TrapCause.FETCH_PAGE_FAULT) return false;
            site.node.time().charge(1);
            site.node
                    .registers()
                    .deliverException(context, site.attacker().contexts().exception(), cause, value);
            return true;
        }
    }
}
