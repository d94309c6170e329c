package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.environment.Bindings;
import org.fugu.machine.tlb.Translation;

/// Calls about translations.
final class TranslationCalls {
    /// Pages that one call drops, so that it ends within 4,000 cycles.
    static final int MOST_PAGES = 128;

    private TranslationCalls() {}

    record Bind(Bindings.Binding binding, PageTableWord word) implements Ready {
        @Override
        public Invoked invoke(Caller caller) {
            caller.kernel().binder().bind(caller.environment(), binding, word);
            return Invoked.Done.WELL;
        }
    }

    /// @param pages from the first on
    record Unbind(long first, int pages) implements Ready {
        @Override
        public int units() {
            return pages - 1;
        }

        @Override
        public Invoked invoke(Caller caller) {
            int dropped = 0;
            for (int i = 0; i < pages; i++) {
                if (caller.kernel().binder().drop(caller.environment(), first + i)) dropped++;
            }
            return new Invoked.Done(dropped);
        }
    }

    /// @param others nodes that are interrupted
    record ShootDown(long page, int others) implements Ready {
        @Override
        public int units() {
            return others;
        }

        @Override
        public Invoked invoke(Caller caller) {
            boolean waits = caller.kernel().shootDown(caller.environment(), page);
            return waits ? Invoked.Pending.WELL : Invoked.Done.WELL;
        }
    }

    static Decoded bind(Caller caller) {
        var capability = caller.capabilities().find(caller.argument(0));
        long index = caller.argument(1);
        long address = caller.argument(2);
        long rights = caller.argument(3);
        if (capability == null) return Refused.with(KernelError.BAD_HANDLE);
        var bound = capability.object().frames();
        if (bound == null) return Refused.with(KernelError.WRONG_OBJECT);
        if (!Rights.areAccessRights(rights)) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!capability.rights().contains(new Rights((int) rights))) return Refused.with(KernelError.MISSING_RIGHT);
        if (index < 0 || index >= bound.count()) return Refused.with(KernelError.BAD_ARGUMENT);
        if (!isBindable(caller, address)) return Refused.with(KernelError.BAD_ADDRESS);
        long frame = bound.physical((int) index);
        if (!caller.node().frames().reaches(frame)) return Refused.with(KernelError.NO_SHARED_MEMORY);
        long wordAddress = caller.argument(4);
        if ((wordAddress & Long.BYTES - 1) != 0) return Refused.with(KernelError.BAD_ARGUMENT);
        long word = wordAddress == 0 ? Translation.NO_WORD : caller.memory().physicalAddress(wordAddress);
        if (wordAddress != 0 && word < 0) return Refused.with(KernelError.BAD_ADDRESS);

        long page = address >>> AddressSpace.PAGE_SHIFT;
        return new Bind(
                new Bindings.Binding(page, frame, (int) rights, capability),
                new PageTableWord(word, caller.argument(5)));
    }

    /// A page that the kernel always maps is not the library OS's to bind: it would get its own
    /// translation and the kernel's in turn, as the TLB happens to forget them.
    private static boolean isBindable(Caller caller, long address) {
        return AddressSpace.contains(address)
                && AddressSpace.isPageAligned(address)
                && !caller.environment().isAlwaysGuaranteed(address >>> AddressSpace.PAGE_SHIFT);
    }

    static Decoded unbind(Caller caller) {
        long address = caller.argument(0);
        long pages = caller.argument(1) == 0 ? 1 : caller.argument(1);
        if (!AddressSpace.contains(address)) return Refused.with(KernelError.BAD_ADDRESS);
        if (pages < 1 || pages > MOST_PAGES) return Refused.with(KernelError.BAD_ARGUMENT);
        long first = address >>> AddressSpace.PAGE_SHIFT;
        if (first + pages > AddressSpace.END >>> AddressSpace.PAGE_SHIFT) return Refused.with(KernelError.BAD_ADDRESS);
        return new Unbind(first, (int) pages);
    }

    static Decoded shootDown(Caller caller) {
        long address = caller.argument(0);
        if (!AddressSpace.contains(address)) return Refused.with(KernelError.BAD_ADDRESS);
        int others = caller.environment().job().ranks() - 1;
        return new ShootDown(address >>> AddressSpace.PAGE_SHIFT, others);
    }
}
