package org.fugu.exokernel.kernel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.environment.Environment;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The environments of a node: those that were loaded with their jobs, in the order in which they came,
/// and then those that others made. One that has ended stays: others may still speak of it.
final class Environments implements Iterable<Environment> {
    private final List<Environment> loaded = new ArrayList<>();
    private final List<Environment> made = new ArrayList<>();
    private final List<Environment> all = new ArrayList<>();

    int count() {
        return all.size();
    }

    /// Those that were loaded with their jobs.
    List<Environment> loaded() {
        return loaded;
    }

    /// Those that others made.
    List<Environment> made() {
        return made;
    }

    void add(Environment environment) {
        for (var other : all) {
            if (other.addressSpace() == environment.addressSpace()) {
                throw new IllegalArgumentException(
                        "two environments of " + environment.identity().node() + " have one address space");
            }
        }
        (environment.maker() == null ? loaded : made).add(environment);
        all.clear();
        all.addAll(loaded);
        all.addAll(made);
    }

    /// Those of a job, in the order of their numbers.
    List<Environment> ofJob(int job) {
        return all.stream().filter(each -> each.job().number() == job).toList();
    }

    /// The one that a packet names, or null.
    @Nullable
    Environment named(KernelPacket packet) {
        return named(packet.job(), packet.environment());
    }

    @Nullable
    Environment named(int job, int number) {
        for (var environment : all) {
            var identity = environment.identity();
            if (identity.job().number() == job && identity.number() == number) return environment;
        }
        return null;
    }

    /// The one that a packet answers, or null: who has ended waits for nothing.
    @Nullable
    Environment waiting(KernelPacket packet) {
        var environment = named(packet);
        return environment == null || environment.end().hasStopped() ? null : environment;
    }

    /// The first whose messages are of a group, or null.
    @Nullable
    Environment ofGroup(int group) {
        for (var environment : all) if (environment.job().group() == group) return environment;
        return null;
    }

    /// Whose capabilities these are.
    Environment of(CapabilityTable table) {
        for (var environment : all) if (environment.capabilities() == table) return environment;
        throw new IllegalStateException("these are no capabilities of this node");
    }

    List<CapabilityTable> tables() {
        return all.stream().map(Environment::capabilities).toList();
    }

    Environment at(int index) {
        return all.get(index);
    }

    int indexOf(Environment environment) {
        return all.indexOf(environment);
    }

    /// Whether one of them has a window of pages that are marked as they are used.
    boolean markPages() {
        for (var each : all) if (each.contexts().pageBits().pages() > 0) return true;
        return false;
    }

    /// Whether a bare program has read of its standard input.
    boolean isInputRead() {
        for (var each : all) if (each.inputPosition() > 0) return true;
        return false;
    }

    void saveInput(StateWriter out) {
        for (var each : all) each.saveInput(out);
    }

    void restoreInput(StateReader in) {
        for (var each : all) each.restoreInput(in);
    }

    void savePageBits(StateWriter out) {
        for (var each : all) each.contexts().savePageBits(out);
    }

    void restorePageBits(StateReader in) {
        for (var each : all) each.contexts().restorePageBits(in);
    }

    @Override
    public Iterator<Environment> iterator() {
        return all.iterator();
    }
}
