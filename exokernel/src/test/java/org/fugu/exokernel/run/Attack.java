package org.fugu.exokernel.run;

import java.util.List;
import java.util.function.Supplier;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.trap.TrapCause;

/// An attack by a program of `guest/hostile`, what protects from it, and a kernel without that protection.
///
/// @param name its argument
/// @param tries what it does
/// @param protection what stops it
/// @param limit in cycles
/// @param end how it ends, or part of what is said of that
/// @param refusals of its system calls, on both of its nodes together, where it has a rectangle of its own
/// @param gap a kernel without the protection
/// @param harm what happens there
record Attack(
        String program,
        String name,
        String tries,
        String protection,
        long limit,
        String end,
        String refusals,
        Supplier<Gap> gap,
        Harm harm) {
    /// What shows that a protection is missing.
    enum Harm {
        /// The victim, on the same nodes, computes something else, crashes, or does not come to its end.
        VICTIM("the victim computes something else, or never ends"),
        /// The victim, on the same nodes, gets no time.
        STARVED("the victim gets no time"),
        /// The attacker ends otherwise, or is not refused, on nodes of the victim.
        NOT_STOPPED("the attack is not stopped"),
        /// The same in a rectangle of its own.
        NOT_STOPPED_ALONE("the attack is not stopped, in a rectangle of its own");

        private final String text;

        Harm(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final long START = 130_000;
    private static final long USUAL = 600_000;
    private static final long LONG = 3_000_000;
    private static final long PAGE = 0x30000;
    private static final long BEHIND_CODE = 0x31001;
    private static final String LOOPS = "its limit of 600000 cycles";

    /// The last job of the machine, on two nodes. It begins when the victim has something to lose.
    JobRequest request(int column) {
        var alone = GuestPrograms.request("test/" + program, "2x1", name);
        var placed = CoRuns.placed(alone.first(), new MeshRectangle(alone.mesh(), column, 0));
        return CoRuns.from(CoRuns.limited(placed, limit), START);
    }

    /// The victim lends what this one shall misuse.
    boolean needsLoan() {
        return name.equals("narrow");
    }

    @Override
    public String toString() {
        return program + " " + name;
    }

    private static Attack burglar(
            String name, String tries, String protection, String end, String refusals, Supplier<Gap> gap, Harm harm) {
        return new Attack("burglar", name, tries, protection, USUAL, end, refusals, gap, harm);
    }

    private static Attack intruder(
            String name, String tries, String protection, String end, String refusals, Supplier<Gap> gap, Harm harm) {
        boolean takesLong = name.equals("atomic") || name.equals("frames");
        return new Attack("intruder", name, tries, protection, takesLong ? LONG : USUAL, end, refusals, gap, harm);
    }

    /// The gallery, in the order of what is attacked.
    static final List<Attack> ALL = List.of(
            burglar(
                    "handles",
                    "uses 200 handles that it was not given, in eight kinds of calls",
                    "a handle is looked up in the caller's own slots, generation and all",
                    "code 0",
                    "1198 bad_handle",
                    Gaps.AnyHandle::new,
                    Harm.VICTIM),
            burglar(
                    "guess",
                    "accepts tickets that it made up, also those of the victim",
                    "a ticket is for one environment",
                    "code 0",
                    "288 bad_ticket",
                    Gaps.AnyTicket::new,
                    Harm.VICTIM),
            intruder(
                    "replay",
                    "uses a handle after deleting it, and a ticket twice",
                    "generations of slots; tickets are used up",
                    "code 0",
                    "4 bad_handle 4 bad_ticket",
                    Gaps.Again::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "narrow",
                    "writes to a page that it was lent for reading",
                    "rights of the capability, and of the TLB's entry",
                    "store_page_fault",
                    "bad_ticket 6 missing_right",
                    Gaps.AnyRights::new,
                    Harm.VICTIM),
            burglar(
                    "beyond",
                    "maps frames before and behind its own, up to 8,192 of them",
                    "a capability names a run of frames, and no others",
                    "code 0",
                    "4100 bad_argument",
                    Gaps.AnyIndex::new,
                    Harm.VICTIM),
            burglar(
                    "names",
                    "takes frames by others' names, and by its own a second time",
                    "names count within the rank's part of a node; frames that are taken are refused",
                    "code 0",
                    "14 bad_argument 2 in_use",
                    Gaps.AnyName::new,
                    Harm.VICTIM),
            burglar(
                    "entries",
                    "writes translations over the kernel's own, and outside of its addresses",
                    "pages that the kernel always maps cannot be bound",
                    "code 0",
                    "16 bad_address 6 bad_argument",
                    Gaps.AnyAddress::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "boot",
                    "writes to its boot record",
                    "the kernel maps it for reading",
                    "store_page_fault",
                    "",
                    Gaps.AnyRights::new,
                    Harm.NOT_STOPPED),
            intruder(
                    "kernel",
                    "writes a register that only kernels have",
                    "the processor has no such register for users",
                    "illegal_instruction",
                    "",
                    () -> new Gaps.NoException(TrapCause.ILLEGAL_INSTRUCTION),
                    Harm.NOT_STOPPED),
            burglar(
                    "slices",
                    "takes all positions of the vector, and never leaves",
                    "jobs have turns around the slices of their ranks",
                    LOOPS,
                    "4 bad_argument",
                    Gaps.NoClock::new,
                    Harm.STARVED),
            burglar(
                    "deaf",
                    "a process that hears no end of its slice, and takes more by made-up handles",
                    "the kernel takes the processor 500 cycles later; the vector needs a capability",
                    "code 0",
                    "20 bad_handle 12 wrong_object",
                    Gaps.NoSliceEnd::new,
                    Harm.NOT_STOPPED_ALONE),
            intruder(
                    "nested",
                    "an exception handler that raises exceptions, for ever",
                    "handlers are the program's own time; jobs have turns",
                    LOOPS,
                    "",
                    Gaps.NoClock::new,
                    Harm.STARVED),
            burglar(
                    "inside",
                    "a message handler that raises an exception whose handler raises one",
                    "handlers are the program's own time; jobs have turns",
                    LOOPS,
                    "",
                    Gaps.NoClock::new,
                    Harm.STARVED),
            burglar(
                    "extract",
                    "never takes a message, while the other rank sends",
                    "two-case delivery: what is in others' way goes to its receiver's memory",
                    LOOPS,
                    "",
                    Gaps.NoBuffer::new,
                    Harm.VICTIM),
            intruder(
                    "atomic",
                    "floods each other in an atomic section that never ends",
                    "the atomicity timer; at most 64 pages of messages",
                    "more messages waited",
                    "",
                    Gaps.NoTimeout::new,
                    Harm.NOT_STOPPED_ALONE),
            intruder(
                    "handlers",
                    "a message handler that does not dispose of its message",
                    "the unit's dispose-pending bit",
                    "dispose_failure",
                    "",
                    Gaps.NoDisposal::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "group",
                    "claims a group in a header, and sends through a slot that is not bound",
                    "the unit stamps the group; slots are the kernel's",
                    "wrong_group",
                    "",
                    Gaps.AnyGroup::new,
                    Harm.VICTIM),
            intruder(
                    "launch",
                    "sends to a rank that its job does not have",
                    "a slot has the nodes of the job",
                    "wrong_group",
                    "",
                    Gaps.AnyGroup::new,
                    Harm.VICTIM),
            burglar(
                    "dma_out",
                    "sends bulk data from a page that is not its own",
                    "user DMA is translated and checked when it is launched",
                    "load_page_fault",
                    "",
                    () -> new Gaps.AnyPage(PAGE),
                    Harm.NOT_STOPPED),
            burglar(
                    "dma_in",
                    "takes bulk data to a page that is not its own",
                    "user DMA is translated and checked when it is taken",
                    "store_page_fault",
                    "",
                    () -> new Gaps.AnyPage(PAGE),
                    Harm.VICTIM),
            burglar(
                    "dma_text",
                    "takes bulk data over its own instructions",
                    "text is mapped for reading and executing",
                    "store_page_fault",
                    "",
                    Gaps.AnyRights::new,
                    Harm.NOT_STOPPED),
            intruder(
                    "frames",
                    "takes all frames, then all slots",
                    "a rank has its part of the node's frames, and 4,096 slots",
                    "code 0",
                    "4 out_of_frames 2 out_of_slots",
                    Gaps.AllFrames::new,
                    Harm.VICTIM),
            intruder(
                    "tickets",
                    "makes tickets that nobody accepts",
                    "1,024 open tickets an environment",
                    "code 0",
                    "2 out_of_slots",
                    () -> new Gaps.NoBound(SystemCall.CAP_GRANT, 1_024),
                    Harm.NOT_STOPPED),
            burglar(
                    "environments",
                    "makes environments, and sets, ends and enters others by made-up handles",
                    "255 environments a rank; each call needs a capability",
                    "code 0",
                    "80 bad_handle 16 not_ready 2 out_of_slots",
                    () -> new Gaps.NoBound(SystemCall.ENVIRONMENT_MAKE, 200),
                    Harm.NOT_STOPPED),
            intruder(
                    "modify",
                    "writes over its own instructions",
                    "text is mapped for reading and executing",
                    "store_page_fault",
                    "",
                    Gaps.AnyRights::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "rewrite",
                    "executes what it has just written",
                    "it is executed after fence.i as it is; what is no instruction traps",
                    "illegal_instruction",
                    "",
                    Gaps.AnyInstruction::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "halves",
                    "jumps into the middle of an instruction",
                    "what is there is executed if it is one, and traps",
                    "illegal_instruction",
                    "",
                    Gaps.AnyInstruction::new,
                    Harm.NOT_STOPPED),
            burglar(
                    "edge",
                    "executes an instruction that ends on a page that is not there",
                    "both halves are translated before it is executed",
                    "fetch_page_fault at pc 0x31000ffe",
                    "",
                    () -> new Gaps.AnyPage(BEHIND_CODE),
                    Harm.NOT_STOPPED),
            intruder(
                    "misaligned",
                    "an atomic operation on a word that is not aligned",
                    "the processor's check",
                    "store_misaligned",
                    "",
                    () -> new Gaps.NoException(TrapCause.STORE_MISALIGNED),
                    Harm.NOT_STOPPED),
            intruder(
                    "stack",
                    "has the stack of its exceptions in the device's page",
                    "the page is mapped for reading",
                    "value 0x3fffffffa0",
                    "",
                    Gaps.AnyRights::new,
                    Harm.NOT_STOPPED),
            intruder(
                    "nowhere",
                    "has its exception handler on a page that is not there",
                    "an exception at the handler's first instruction is not forwarded",
                    "fetch_page_fault",
                    "",
                    Gaps.AlwaysForwards::new,
                    Harm.NOT_STOPPED));
}
