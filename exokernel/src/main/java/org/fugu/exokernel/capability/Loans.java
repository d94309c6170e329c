package org.fugu.exokernel.capability;

import java.util.List;
import java.util.TreeMap;
import org.fugu.exokernel.abi.Rights;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// What the capabilities of a node have to do with environments elsewhere. At an object's home: the
/// records that nobody has accepted yet, and those that environments of other nodes hold. At a
/// holder's node: the borrowed capabilities that stand for such records.
///
/// A record is called by its home and a serial number that is never used again. The ticket for it is
/// the same word:
///
/// ```text
///  63   50 49       40 39                          0
/// +-------+-----------+-----------------------------+
/// |   0   |   home    |   serial number, from 1     |
/// +-------+-----------+-----------------------------+
/// ```
public final class Loans {
    /// So many tickets of one environment may wait to be accepted.
    public static final int MOST_TICKETS = 1024;

    // In the place of a physical frame: what else the record is for.
    private static final long ENVIRONMENT = -1;
    private static final long ADDRESS_SPACE = -2;
    private static final long ENDPOINT = -3;
    private static final long SLICE = -4;
    private static final long CONSOLE = -5;
    private static final long TIMER = -6;
    private static final long EXTENT = -7;
    private static final long INPUT = -8;

    private static final int HOME_SHIFT = 40;
    private static final long LAST_SERIAL = (1L << HOME_SHIFT) - 1;
    private static final int MOST_RECORDS = 1 << 24;

    private final NodeId node;
    private final TreeMap<Long, Loan> lent = new TreeMap<>();
    private final TreeMap<Long, Capability> borrowed = new TreeMap<>();
    private final TreeMap<EnvironmentName, Integer> tickets = new TreeMap<>();
    private long serial;

    /// A record that is in no slot of this node.
    ///
    /// @param from who granted it
    /// @param to who may accept it, or has
    public record Loan(Capability capability, EnvironmentName from, EnvironmentName to, boolean accepted) {
        public long name() {
            return capability.name;
        }

        private boolean isFor(EnvironmentName who) {
            return to.equals(who) && !capability.isMarked();
        }
    }

    public Loans(NodeId node) {
        this.node = node;
    }

    /// The node whose kernel keeps a record, as its name says; it may be none of the machine's.
    public static long homeOf(long name) {
        return name >>> HOME_SHIFT;
    }

    /// Whether anything was ever lent or borrowed here.
    public boolean isUsed() {
        return serial != 0 || !borrowed.isEmpty();
    }

    // At the home.

    /// Whether an environment may have one more ticket.
    public boolean mayOffer(EnvironmentName from) {
        return tickets.getOrDefault(from, 0) < MOST_TICKETS && serial < LAST_SERIAL;
    }

    /// Makes a ticket. It [#mayOffer].
    ///
    /// @return its word
    public long offer(Capability parent, Rights rights, EnvironmentName from, EnvironmentName to) {
        var loan = lend(parent, rights, from, to, false);
        tickets.merge(from, 1, Integer::sum);
        return loan.name();
    }

    /// Lends to an environment of this node, at once. There must be room in its table.
    public Capability give(
            Capability parent, Rights rights, EnvironmentName from, EnvironmentName to, CapabilityTable table) {
        var loan = lend(parent, rights, from, to, true);
        lent.remove(loan.name());
        table.place(loan.capability);
        return loan.capability;
    }

    /// Whether one more record can be made.
    public boolean mayGive() {
        return serial < LAST_SERIAL;
    }

    /// Lends what was derived from a record to the one who holds that.
    public Loan derive(Capability parent, Rights rights, EnvironmentName holder) {
        return lend(parent, rights, holder, holder, true);
    }

    private Loan lend(Capability parent, Rights rights, EnvironmentName from, EnvironmentName to, boolean accepted) {
        var object = parent.object().grantable();
        if (object == null || !parent.rights().contains(rights)) throw new IllegalStateException("this cannot be lent");
        long name = (long) node.index() << HOME_SHIFT | ++serial;
        var record = new Capability(object, rights).named(name, false);
        parent.adopt(record);
        var loan = new Loan(record, from, to, accepted);
        lent.put(name, loan);
        return loan;
    }

    /// The ticket of that name, if it is for this environment and can still be accepted.
    public @Nullable Loan ticket(long name, EnvironmentName who) {
        var loan = lent.get(name);
        if (loan == null || loan.accepted || !loan.isFor(who)) return null;
        return loan;
    }

    /// The first ticket that environments of a job have made on this node for this one, and that can still
    /// be accepted; 0 if there is none.
    public long ticketFrom(int job, EnvironmentName who) {
        for (var loan : lent.values()) {
            if (!loan.accepted && loan.from.job() == job && loan.isFor(who)) return loan.name();
        }
        return 0;
    }

    /// The record of that name, if an environment of another node holds it and may use it.
    public @Nullable Capability heldBy(long name, EnvironmentName who) {
        var loan = lent.get(name);
        if (loan == null || !loan.accepted || !loan.isFor(who)) return null;
        return loan.capability;
    }

    /// A ticket is accepted on this node. There must be room in the table.
    public Capability settle(Loan ticket, CapabilityTable table) {
        lent.remove(ticket.name());
        useUp(ticket);
        table.place(ticket.capability);
        return ticket.capability;
    }

    /// A ticket is accepted on another node.
    public void hand(Loan ticket) {
        lent.put(ticket.name(), new Loan(ticket.capability, ticket.from, ticket.to, true));
        useUp(ticket);
    }

    private void useUp(Loan ticket) {
        tickets.merge(ticket.from, -1, (some, less) -> some + less == 0 ? null : some + less);
    }

    /// Removes a record from which nothing was derived and that is in no slot of this node.
    ///
    /// @return what became of it last
    public Loan remove(Capability leaf) {
        var loan = lent.remove(leaf.name);
        if (loan == null) throw new IllegalStateException("there is no such record");
        if (!loan.accepted) useUp(loan);
        leaf.leaveFamily();
        leaf.isGone = true;
        return loan;
    }

    // At a holder's node.

    /// Puts a borrowed capability into a slot. There must be room in the table.
    public Capability borrow(CapabilityTable table, long name, KernelObject object, Rights rights) {
        var capability = new Capability(object, rights).named(name, true);
        table.place(capability);
        borrowed.put(name, capability);
        return capability;
    }

    /// What stands here for a record of another node, or null.
    public @Nullable Capability borrowed(long name) {
        return borrowed.get(name);
    }

    /// A borrowed capability is gone.
    public void giveBack(Capability capability) {
        borrowed.remove(capability.name);
        if (capability.table != null) capability.table.remove(capability);
    }

    // Digests and snapshots.

    /// @param tables of the node's environments, in their order
    public void save(StateWriter out, List<CapabilityTable> tables) {
        out.add(serial).add(lent.size());
        for (var loan : lent.values()) {
            out.add(loan.name());
            saveObject(loan.capability.object(), out);
            out.add(loan.capability.rights().bits()).add(loan.accepted);
            loan.from.save(out);
            loan.to.save(out);
        }
        out.add(borrowed.size());
        for (var each : borrowed.values()) {
            out.add(each.name);
            saveReference(each, tables, out);
        }
        new Families(this, tables).save(out);
    }

    /// @param tables restored before
    public void restore(StateReader in, List<CapabilityTable> tables) {
        lent.clear();
        borrowed.clear();
        tickets.clear();
        serial = in.next();
        for (int left = in.nextInt(0, MOST_RECORDS); left > 0; left--) {
            long name = in.next();
            var object = restoredObject(in);
            var rights = new Rights(in.nextInt(0, Rights.ALL));
            var record = new Capability(object, rights).named(name, false);
            boolean accepted = in.nextBoolean();
            var from = EnvironmentName.restored(in);
            lent.put(name, new Loan(record, from, EnvironmentName.restored(in), accepted));
            if (!accepted) tickets.merge(from, 1, Integer::sum);
        }
        for (int left = in.nextInt(0, MOST_RECORDS); left > 0; left--) {
            long name = in.next();
            var slot = restoredReference(in, tables);
            if (slot.table == null) throw bad();
            borrowed.put(name, slot.named(name, true));
        }
        new Families(this, tables).restore(in);
    }

    private static void saveObject(KernelObject object, StateWriter out) {
        switch (object) {
            case KernelObject.Lent(var run) -> out.add(run.physical(0)).add(run.count());
            case KernelObject.Environment(var name) -> {
                out.add(ENVIRONMENT);
                name.save(out);
            }
            case KernelObject.AddressSpace(var of) -> {
                out.add(ADDRESS_SPACE);
                of.save(out);
            }
            case KernelObject.Endpoint endpoint -> {
                out.add(ENDPOINT);
                endpoint.save(out);
            }
            case KernelObject.Slice slice -> {
                out.add(SLICE);
                slice.save(out);
            }
            case KernelObject.Extent extent -> {
                out.add(EXTENT);
                extent.save(out);
            }
            case KernelObject.Console _ -> out.add(CONSOLE);
            case KernelObject.Input _ -> out.add(INPUT);
            case KernelObject.Timer _ -> out.add(TIMER);
            case KernelObject.Memory _, KernelObject.Processor _, KernelObject.Allocation _, KernelObject.Segment _ ->
                throw new IllegalStateException("something else was lent");
        }
    }

    private static KernelObject restoredObject(StateReader in) {
        long first = in.next();
        if (first == ENVIRONMENT) return new KernelObject.Environment(EnvironmentName.restored(in));
        if (first == ADDRESS_SPACE) return new KernelObject.AddressSpace(EnvironmentName.restored(in));
        if (first == ENDPOINT) return KernelObject.Endpoint.restored(in);
        if (first == SLICE) return KernelObject.Slice.restored(in);
        if (first == EXTENT) return KernelObject.Extent.restored(in);
        if (first == CONSOLE) return new KernelObject.Console();
        if (first == INPUT) return new KernelObject.Input();
        if (first == TIMER) return new KernelObject.Timer();
        return new KernelObject.Lent(Frames.Run.of(first, in.nextInt(1, FramePool.MOST_FRAMES)));
    }

    List<Capability> lent() {
        return lent.values().stream().map(Loan::capability).toList();
    }

    /// Writes which capability of this node is meant.
    public void saveReference(Capability capability, List<CapabilityTable> tables, StateWriter out) {
        if (capability.table == null) out.add(0).add(capability.name);
        else out.add(tables.indexOf(capability.table) + 1).add(capability.handle);
    }

    public Capability restoredReference(StateReader in, List<CapabilityTable> tables) {
        int table = in.nextInt(0, tables.size());
        long word = in.next();
        if (table > 0) return tables.get(table - 1).restored(word);
        var loan = lent.get(word);
        if (loan == null) throw bad();
        return loan.capability;
    }

    private static BadSnapshotException bad() {
        return new BadSnapshotException("the snapshot names a capability that it does not hold");
    }
}
