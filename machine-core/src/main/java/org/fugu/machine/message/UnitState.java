package org.fugu.machine.message;

import java.util.stream.Stream;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.fugu.machine.topology.NodeId;
import org.jspecify.annotations.Nullable;

/// The message unit as one program has it: what its contexts describe, their atomic sections, its trap
/// registers, whom it may send to, and who it is. The unit holds that of the program on the processor;
/// its kernel keeps those of others.
///
/// Messages are not in it: they stay in the queue, and who is not of their group does not see them.
public final class UnitState {
    /// No message is for the program.
    static final int NO_GROUP = -1;

    /// Nobody counts the program's launches.
    public static final int UNLIMITED = -1;

    /// Endpoint slots.
    public static final int SLOTS = 8;

    final TrapRegisters traps = new TrapRegisters();
    private final UnitContext[] contexts;
    private final @Nullable Endpoint[] endpoints = new Endpoint[SLOTS];
    private int group = NO_GROUP;
    private int rank;
    private int ranks;
    private long nodeRegister;
    private int allowed = UNLIMITED;

    /// Cycles of the atomicity timer that are used up, while the kernel keeps this.
    private long heldOff;

    /// Of a program that has described nothing, is of no group and may send to nobody.
    ///
    /// @param contexts of the processor
    public UnitState(int contexts) {
        this.contexts = Stream.generate(UnitContext::new).limit(contexts).toArray(UnitContext[]::new);
    }

    /// Whose messages the program may take, and what it sees in `urank` and `unode`.
    ///
    /// @param memberGroup 16 bits
    /// @param register machine information page [63:12], node [11:0]
    public UnitState member(int memberGroup, int memberRank, int groupRanks, long register) {
        group = memberGroup;
        rank = memberRank;
        ranks = groupRanks;
        nodeRegister = register;
        return this;
    }

    /// A program beside one of that rank: it sees the same in `urank` and `unode`, and no message is for it.
    public UnitState beside(int itsRank, int groupRanks, long register) {
        return member(NO_GROUP, itsRank, groupRanks, register);
    }

    /// Binds an endpoint slot.
    ///
    /// @param slot 0 to 7
    /// @param boundGroup 16 bits, stamped on what is sent through the slot
    /// @param nodes node of each rank
    public UnitState bind(int slot, int boundGroup, NodeId... nodes) {
        bind(slot, boundGroup, 0, nodes);
        return this;
    }

    /// Binds an endpoint slot to a group that the program is no member of.
    ///
    /// @param badge 12 bits, stamped on what is sent through the slot
    public void bind(int slot, int boundGroup, int badge, NodeId... nodes) {
        endpoints[slot] = new Endpoint(boundGroup, badge, nodes.clone());
    }

    /// Nothing can be sent through an endpoint slot any more.
    public void unbind(int slot) {
        endpoints[slot] = null;
    }

    /// Limits how many messages the program may still launch: further ones are stalled or refused, as if
    /// the network took none. What is launched in atomic sections, and so in handlers, is not counted, so
    /// that who has to answer can.
    ///
    /// @param launches 0 and more, or [#UNLIMITED]
    public void allow(int launches) {
        allowed = launches;
    }

    int allowed() {
        return allowed;
    }

    int contexts() {
        return contexts.length;
    }

    UnitContext context(int index) {
        return contexts[index];
    }

    /// @param slot any number
    @Nullable
    Endpoint endpoint(int slot) {
        return slot < SLOTS ? endpoints[slot] : null;
    }

    /// Of the messages that the program may take.
    public int group() {
        return group;
    }

    int rank() {
        return rank;
    }

    /// What `urank` says.
    long rankRegister() {
        return (long) ranks << 32 | rank;
    }

    /// What `unode` says.
    long nodeRegister() {
        return nodeRegister;
    }

    long heldOff() {
        return heldOff;
    }

    void heldOff(long cycles) {
        heldOff = cycles;
    }

    /// Takes what another one has, but for the timer.
    void copy(UnitState other) {
        for (int i = 0; i < contexts.length; i++) contexts[i].copy(other.contexts[i]);
        traps.copy(other.traps);
        System.arraycopy(other.endpoints, 0, endpoints, 0, SLOTS);
        member(other.group, other.rank, other.ranks, other.nodeRegister);
        allowed = other.allowed;
    }

    // Its parts stand at several places of the unit's digest.

    void saveContexts(StateWriter out) {
        for (var context : contexts) context.save(out);
    }

    void restoreContexts(StateReader in) {
        for (var context : contexts) context.restore(in);
    }

    void saveGroup(StateWriter out) {
        out.add(group);
    }

    void restoreGroup(StateReader in) {
        group = in.nextInt(NO_GROUP, 0xffff);
    }

    void saveMember(StateWriter out) {
        out.add(rank).add(ranks).add(nodeRegister);
    }

    void restoreMember(StateReader in) {
        rank = in.nextInt(0, Integer.MAX_VALUE);
        ranks = in.nextInt(0, Integer.MAX_VALUE);
        nodeRegister = in.next();
    }

    void saveEndpoints(StateWriter out) {
        for (var endpoint : endpoints) {
            out.add(endpoint != null);
            if (endpoint != null) endpoint.save(out);
        }
    }

    void restoreEndpoints(StateReader in) {
        for (int i = 0; i < SLOTS; i++) endpoints[i] = in.nextBoolean() ? Endpoint.restored(in) : null;
    }

    /// Adds everything, while a kernel keeps it.
    public void save(StateWriter out) {
        saveContexts(out);
        traps.save(out);
        saveGroup(out);
        saveMember(out);
        saveEndpoints(out);
        out.add(heldOff).add(allowed);
    }

    public void restore(StateReader in) {
        restoreContexts(in);
        traps.restore(in);
        restoreGroup(in);
        restoreMember(in);
        restoreEndpoints(in);
        heldOff = in.next();
        allowed = in.nextInt(UNLIMITED, Integer.MAX_VALUE);
    }
}
