package org.fugu.exokernel.environment;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.filter.Compiled;
import org.fugu.exokernel.filter.Filter;
import org.fugu.exokernel.filter.FilterFlaw;
import org.fugu.exokernel.filter.Pattern;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The filters of messages that an environment has described to the kernel, and what all of them were compiled to. In
/// pages of the environment the kernel keeps:
///
/// - the code that it executes itself, while the environment does not run;
/// - the same for messages in memory, as a function that the environment may call;
/// - the tables of both.
public final class Filters {
    /// So many an environment can have at a time.
    public static final int MOST = 128;

    /// Pages for code and tables.
    public static final int PAGES = 1 + Compiled.MOST_TABLES / AddressSpace.PAGE_BYTES;

    /// Where the kernel's form of the code begins.
    public static final long ENTRY = AddressSpace.FILTERS_START;

    /// Where the tables begin.
    public static final long TABLES = AddressSpace.FILTERS_START + AddressSpace.PAGE_BYTES;

    /// No handler has this number.
    public static final int NO_HANDLER = Handlers.MOST;

    private final SortedMap<Integer, Filter> filters = new TreeMap<>();
    private final CodePages pages = new CodePages(AddressSpace.FILTERS_START, PAGES);
    private int instructions;
    private long matched;
    private long unmatched;

    /// Whether the environment has never brought one.
    public boolean isUnused() {
        return pages.areMissing();
    }

    /// Whether it has brought one that has not been taken back.
    public boolean any() {
        return !filters.isEmpty();
    }

    /// Whether one has this number.
    public boolean has(int number) {
        return filters.containsKey(number);
    }

    /// What all take together if one is put in place of what has its number, or that is only taken away.
    public SortedMap<Integer, Pattern> with(int number, @Nullable Pattern pattern) {
        var all = new TreeMap<Integer, Pattern>();
        filters.forEach((each, filter) -> all.put(each, filter.pattern()));
        if (pattern == null) all.remove(number);
        else all.put(number, pattern);
        return all;
    }

    /// Why one cannot stand beside the others, or null. What has its number is replaced.
    public @Nullable FilterFlaw conflict(int number, Pattern pattern) {
        for (var other : filters.entrySet()) {
            var kind = other.getKey() == number
                    ? null
                    : pattern.conflict(other.getValue().pattern());
            if (kind != null) return new FilterFlaw(kind, other.getKey());
        }
        return null;
    }

    /// Puts one in place of what has its number, or takes that away.
    ///
    /// @param pool of the environment's frames, which has a run of [#PAGES] if it [#isUnused]
    /// @param compiled what all are together from now on
    public void set(PrivilegedNode node, FramePool pool, int number, @Nullable Filter filter, Compiled compiled) {
        if (filter == null) filters.remove(number);
        else filters.put(number, filter);
        instructions = compiled.instructions();
        pages.take(pool);
        pages.write(node, 0, 0, Compiled.MOST_CODE, compiled.ofMessage());
        pages.write(node, 0, Compiled.MOST_CODE, Compiled.MOST_CODE, compiled.ofMemory());
        var tables = compiled.tables();
        for (int page = 1; page < PAGES; page++) {
            int from = Math.min((page - 1) * AddressSpace.PAGE_BYTES, tables.length);
            int to = Math.min(from + AddressSpace.PAGE_BYTES, tables.length);
            var part = Arrays.copyOfRange(tables, from, to);
            pages.write(node, page, 0, AddressSpace.PAGE_BYTES, part);
        }
    }

    /// Instructions that looking at a message takes at most.
    public int instructions() {
        return instructions;
    }

    /// They have looked at a message.
    ///
    /// @param answer of their code
    /// @return the number of the handler that gets it, or [#NO_HANDLER]
    public int looked(long answer) {
        var filter = answer < 0 || answer >= MOST ? null : filters.get((int) answer);
        if (filter == null) unmatched++;
        else matched++;
        return filter == null ? NO_HANDLER : filter.handler();
    }

    /// Messages that one has taken while the environment did not run.
    public long matched() {
        return matched;
    }

    /// Messages that none has taken then.
    public long unmatched() {
        return unmatched;
    }

    @Nullable
    GuaranteedMapping mapping(Identity identity, long virtualPage) {
        return pages.mapping(identity, virtualPage);
    }

    public void save(StateWriter out) {
        pages.save(out);
        out.add(instructions).add(matched).add(unmatched).add(filters.size());
        filters.forEach((number, filter) -> {
            out.add(number);
            filter.save(out);
        });
    }

    public void restore(StateReader in) {
        pages.restore(in);
        instructions = in.nextInt(0, Compiled.MOST_CODE);
        matched = in.next();
        unmatched = in.next();
        filters.clear();
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            int number = in.nextInt(0, MOST - 1);
            filters.put(number, Filter.restored(in, NO_HANDLER));
        }
    }
}
