package org.fugu.experiment.runset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.jspecify.annotations.Nullable;

/// What can be said of the members of a set together.
///
/// @param members in the order of the axes
public record RunSetReport(List<SetMember> members) {
    public RunSetReport {
        members = List.copyOf(members);
    }

    /// Members that should print the same: they differ in the structure of their operating system alone.
    ///
    /// @param same whether they did, with the same end; null until all of them have finished, and where a console
    ///     was not kept
    public record Alike(
            Coordinates at,
            List<SetMember> members,
            @Nullable Boolean same) {}

    /// What reaching another protection domain cost here, and what it was published to cost.
    ///
    /// @param count how often it was done by the members that are placed so
    /// @param mean cycles of the kernel each time; null if it was never done
    public record Cost(
            PublishedCosts.Crossing crossing,
            long count,
            @Nullable Double mean) {}

    private SequencedMap<Coordinates, List<SetMember>> groups() {
        var groups = new LinkedHashMap<Coordinates, List<SetMember>>();
        for (var member : members) {
            groups.computeIfAbsent(member.at().withoutStructure(), _ -> new ArrayList<>())
                    .add(member);
        }
        return groups;
    }

    /// Those of which there is more than one.
    public List<Alike> alike() {
        var alike = new ArrayList<Alike>();
        groups().forEach((at, group) -> {
            if (group.size() > 1) alike.add(new Alike(at, List.copyOf(group), same(group)));
        });
        return alike;
    }

    private static @Nullable Boolean same(List<SetMember> group) {
        record Seen(String outcome, @Nullable Integer exitCode, String console) {}
        var seen = new LinkedHashSet<Seen>();
        for (var member : group) {
            var result = member.result();
            if (result == null || result.consoleDigest() == null) return null;
            seen.add(new Seen(result.outcome(), result.exitCode(), result.consoleDigest()));
        }
        return seen.size() == 1;
    }

    /// Whether all that should print the same did; null until that is known, and where there is nothing to compare.
    public @Nullable Boolean sameOutput() {
        var groups = alike();
        if (groups.isEmpty()) return null;
        boolean known = true;
        for (var each : groups) {
            if (Boolean.FALSE.equals(each.same())) return false;
            known &= each.same() != null;
        }
        return known ? Boolean.TRUE : null;
    }

    /// By how many per cent more cycles a member took than what it is compared with: the same with the library OS in
    /// the program, or where no placements differ, the first page table. Null for that one itself.
    public @Nullable Double difference(SetMember member) {
        var base = base(member);
        if (base == null || base == member || base.result() == null || member.result() == null) return null;
        return (member.result().cycles() - base.result().cycles())
                * 100.0
                / base.result().cycles();
    }

    private @Nullable SetMember base(SetMember member) {
        var group = Objects.requireNonNull(groups().get(member.at().withoutStructure()));
        if (member.at().placement() == null) return group.getFirst();
        return group.stream()
                .filter(other ->
                        LibraryPlacement.LIBRARY.wireName().equals(other.at().placement())
                                && Objects.equals(
                                        other.at().pageTable(), member.at().pageTable()))
                .findFirst()
                .orElse(null);
    }

    /// What crossings cost in these runs, each beside what was published of it; nothing unless placements differ.
    public List<Cost> costs() {
        var costs = new ArrayList<Cost>();
        if (members.stream().allMatch(member -> member.at().placement() == null)) return costs;
        for (var crossing : PublishedCosts.load().crossings()) costs.add(cost(crossing));
        return costs;
    }

    private Cost cost(PublishedCosts.Crossing crossing) {
        var work = KernelWork.NONE;
        for (var member : members) {
            var result = member.result();
            if (result == null
                    || !crossing.placement().wireName().equals(member.at().placement())) continue;
            if (crossing.isTransfer()) work = work.plus(result.transfers());
            else if (crossing.placement() == LibraryPlacement.MONOLITHIC) work = work.plus(result.crossings());
        }
        return new Cost(
                crossing, work.count(), work.count() == 0 ? null : (Double) ((double) work.cycles() / work.count()));
    }

    /// Cycles of a microsecond on the machine of the members; null where they have several.
    public @Nullable Double megahertz() {
        var clocks = new LinkedHashSet<Double>();
        for (var member : members)
            if (member.result() != null) clocks.add(member.result().clockMegahertz());
        return clocks.size() == 1 ? clocks.getFirst() : null;
    }
}
