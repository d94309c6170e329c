package org.fugu.exokernel.kernel;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.PageBit;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.call.Binder;
import org.fugu.exokernel.call.PageMarks;
import org.fugu.exokernel.call.PageTableWord;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.trap.TrapCause;
import org.jspecify.annotations.Nullable;

/// Page faults that the kernel answers by itself, so that the library OS does not hear of them.
final class PageFaults {
    private final PrivilegedNode node;
    private final Binder binder;
    private final SoftwareTlb softwareTlb;

    PageFaults(PrivilegedNode node, Binder binder, SoftwareTlb softwareTlb) {
        this.node = node;
        this.binder = binder;
        this.softwareTlb = softwareTlb;
    }

    /// Answers a page fault from the software TLB or from a guaranteed mapping, if one gives the right that
    /// was missing. The machine tells a page that the TLB does not have from one without the right.
    boolean refill(Environment environment, TrapCause cause, long address) {
        int needed = rightNeeded(cause);
        if (needed == 0) return false;
        long page = address >>> AddressSpace.PAGE_SHIFT;
        boolean isMiss = node.translations().tlbProbe(environment.addressSpace(), page) < 0;
        if (isMiss && refillKnown(environment, page, needed)) return true;
        if (needed == Right.WRITE.bit() && isFirstStore(environment, page, isMiss)) return true;
        var mapping = environment.guaranteed(page);
        if (mapping == null || (mapping.rights().bits() & needed) == 0) return false;
        if (!node.frames().reaches(mapping.frame(page))) return false;

        node.time().charge(KernelPath.GUARANTEED_REFILL.instructions());
        int rights = mapping.rights().bits();
        var binding = new Bindings.Binding(page, mapping.frame(page), rights, mapping.source());
        // One that lapses when a library OS takes over is remembered.
        if (mapping.source() == null && mapping.always()) binder.write(environment, binding, PageTableWord.NONE);
        else binder.record(environment, binding, PageTableWord.NONE);
        return true;
    }

    /// What [#refill] would bind for a page that the TLB has not got, if it does nothing else.
    @Nullable
    Translation known(Environment environment, long page, int needed) {
        if (environment.contexts().pageBits().covers(page)) return null;
        return softwareTlb.find(environment.addressSpace(), page, needed);
    }

    private boolean refillKnown(Environment environment, long page, int needed) {
        var known = softwareTlb.look(environment.addressSpace(), page, needed);
        var path = known == null ? KernelPath.SOFTWARE_TLB_MISS : KernelPath.SOFTWARE_TLB_HIT;
        node.time().charge(path.instructions());
        if (known == null) return false;
        if (environment.contexts().pageBits().covers(page)) {
            node.time().charge(KernelPath.PAGE_MARK.instructions());
            PageMarks.mark(node, environment, page, PageBit.REFERENCED.bit());
        }
        node.translations().bind(known);
        return true;
    }

    /// A store to a page whose first store is to be seen. If the translation is not known any more, the
    /// library OS is asked for it, which has the right to write at once then.
    private boolean isFirstStore(Environment environment, long page, boolean isMiss) {
        if (!environment.contexts().pageBits().covers(page)) return false;
        var binding = environment.bindings().at(page);
        if (binding == null || binding.isGuaranteed() || (binding.rights() & Right.WRITE.bit()) == 0) return false;
        var known = softwareTlb.find(environment.addressSpace(), page);
        if (known == null && isMiss) return false;
        PageMarks.mark(node, environment, page, PageBit.REFERENCED.bit() | PageBit.DIRTY.bit());
        if (known == null) return false;
        node.time().charge(KernelPath.FIRST_STORE.instructions());
        node.translations().bind(known.allowing(binding.rights()));
        return true;
    }

    /// Whether an access found no page, or one without the right.
    static boolean isPageFault(TrapCause cause) {
        return rightNeeded(cause) != 0;
    }

    /// The right whose lack a page fault reports; 0 for other causes.
    private static int rightNeeded(TrapCause cause) {
        return switch (cause) {
            case FETCH_PAGE_FAULT -> Right.EXECUTE.bit();
            case LOAD_PAGE_FAULT -> Right.READ.bit();
            case STORE_PAGE_FAULT -> Right.WRITE.bit();
            case INSTRUCTION_MISALIGNED,
                    FETCH_ACCESS_FAULT,
                    ILLEGAL_INSTRUCTION,
                    BREAKPOINT,
                    LOAD_MISALIGNED,
                    LOAD_ACCESS_FAULT,
                    STORE_MISALIGNED,
                    STORE_ACCESS_FAULT,
                    SYSTEM_CALL,
                    WRONG_GROUP,
                    DISPOSE_EMPTY,
                    DISPOSE_EXTEND,
                    DISPOSE_FAILURE,
                    ATOMICITY_EXTEND,
                    MESSAGE_INTERRUPT,
                    SLICE_END,
                    TRANSFER,
                    TRANSFER_RETURN,
                    RECLAIM,
                    ALARM,
                    EXTENT_DONE -> 0;
        };
    }
}
