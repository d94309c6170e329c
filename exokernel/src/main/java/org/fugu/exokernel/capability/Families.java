package org.fugu.exokernel.capability;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;

/// For digests and snapshots: which capabilities were derived from which over the tables of a node and
/// its loans, and what is being taken away. What stays within one table is that table's.
final class Families {
    private static final int MOST = 1 << 24;

    private final Loans loans;
    private final List<CapabilityTable> tables;
    private final List<Capability> all = new ArrayList<>();

    Families(Loans loans, List<CapabilityTable> tables) {
        this.loans = loans;
        this.tables = tables;
        for (var table : tables) all.addAll(table.held());
        all.addAll(loans.lent());
    }

    void save(StateWriter out) {
        var mixed = all.stream().filter(Families::hasRelativesElsewhere).toList();
        out.add(mixed.size());
        for (var parent : mixed) {
            loans.saveReference(parent, tables, out);
            var children = childrenOf(parent);
            out.add(children.size());
            for (var child : children) loans.saveReference(child, tables, out);
        }
        var marked = all.stream()
                .filter(each -> each.isGoing || each.isLosingChildren)
                .toList();
        out.add(marked.size());
        for (var each : marked) {
            loans.saveReference(each, tables, out);
            out.add(each.isGoing).add(each.isLosingChildren);
        }
    }

    private static boolean hasRelativesElsewhere(Capability parent) {
        for (var child : childrenOf(parent)) if (child.table == null || child.table != parent.table) return true;
        return false;
    }

    private static List<Capability> childrenOf(Capability parent) {
        var children = new ArrayList<Capability>();
        for (var child = parent.youngestChild; child != null; child = child.older) children.add(child);
        return children;
    }

    void restore(StateReader in) {
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            var parent = loans.restoredReference(in, tables);
            var children = new ArrayList<Capability>();
            for (int more = in.nextInt(0, MOST); more > 0; more--) {
                children.add(loans.restoredReference(in, tables));
            }
            bringUp(parent, children);
        }
        for (int left = in.nextInt(0, MOST); left > 0; left--) {
            var marked = loans.restoredReference(in, tables);
            marked.isGoing = in.nextBoolean();
            marked.isLosingChildren = in.nextBoolean();
        }
    }

    private static void bringUp(Capability parent, List<Capability> youngestFirst) {
        for (var child : youngestFirst) {
            if (isAbove(child, parent))
                throw new BadSnapshotException("a capability of the snapshot is its own parent");
            child.leaveFamily();
        }
        parent.youngestChild = null;
        for (var child : youngestFirst.reversed()) {
            child.younger = null;
            parent.adopt(child);
        }
    }

    private static boolean isAbove(Capability ancestor, Capability of) {
        for (Capability at = of; at != null; at = at.parent) if (at == ancestor) return true;
        return false;
    }
}
