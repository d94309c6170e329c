package org.fugu.experiment.runset;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.fugu.machine.observe.CycleAccount.Category;

/// Why cycles went by: the categories of [org.fugu.machine.observe.CycleAccount], as far as they are told apart here.
public enum Cause {
    /// The program and its library OS.
    PROGRAM(Category.COMPUTE, Category.MESSAGE_HANDLER),
    /// The kernel, but for page faults: system calls, crossings, transfers, messages.
    KERNEL(Category.KERNEL),
    /// Page faults, in kernel and library OS.
    REFILLS(Category.TLB_REFILL),
    /// Waiting for memory, and software of the coherence protocol.
    MISSES(Category.LOCAL_MISS, Category.REMOTE_MISS, Category.COHERENCE),
    /// Waiting for the network or for a message, and changing register sets.
    WAITING(Category.NETWORK, Category.IDLE, Category.SWITCH);

    private final List<Category> categories;

    Cause(Category... categories) {
        this.categories = List.copyOf(Arrays.asList(categories));
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Cycles of all nodes together.
    public long of(MemberResult result) {
        return categories.stream()
                .mapToLong(category -> result.account(category.wireName()))
                .sum();
    }
}
