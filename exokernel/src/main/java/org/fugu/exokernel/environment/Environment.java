package org.fugu.exokernel.environment;

import java.util.List;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.capability.Capability;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;
import org.fugu.machine.cpu.RegisterImage;
import org.fugu.machine.state.BadSnapshotException;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// One environment: who it is, what it may do, what it is mapped, where its exceptions go, what it
/// has told, and how it ended. Nothing in it is known to another environment.
public final class Environment {
    private static final int NONE = -1;

    /// Numbers below are Linux's.
    private static final int LINUX_CALLS = 4096;

    private final Identity identity;
    private final CapabilityTable capabilities;
    private final Capability standardOutput;
    private final List<GuaranteedMapping> mappings;
    private final FramePool frames;
    private final ConsoleLog console;
    private final Program program;
    private final Metrics metrics;
    private final Region region;
    private final @Nullable Environment maker;
    private final Bindings bindings = new Bindings();
    private final EnvironmentEnd end = new EnvironmentEnd();
    private final Awaited awaited = new Awaited();
    private final Refusals refusals;
    private final CapabilityLog capabilityLog;
    private final VirtualBuffer messages = new VirtualBuffer();
    private final Throttle throttle = new Throttle();
    private final EnvironmentContexts contexts = new EnvironmentContexts();
    private final Standing standing = new Standing();
    private final Reclaims reclaims = new Reclaims();
    private final Handlers handlers = new Handlers();
    private final Filters filters = new Filters();

    /// For people: the first call of Linux that is not here, or [#NONE].
    private int refusedCall = NONE;

    /// What a bare program's reads go through; null if the run was given nothing to read, or the environment was made
    /// by another one.
    private @Nullable Capability standardInput;

    /// How far a bare program has read its standard input.
    private int inputPosition;

    /// One that is loaded with its job.
    ///
    /// @param standardOutput what a bare program's writes go through
    /// @param frames of its node, less those that it starts with
    /// @param contexts of its node's processor
    /// @param first the registers with which its program begins
    public Environment(
            Identity identity,
            CapabilityTable capabilities,
            Capability standardOutput,
            List<GuaranteedMapping> mappings,
            FramePool frames,
            ConsoleLog console,
            int contexts,
            RegisterImage first) {
        this.identity = identity;
        this.capabilities = capabilities;
        this.standardOutput = standardOutput;
        this.mappings = List.copyOf(mappings);
        this.frames = frames;
        this.console = console;
        metrics = new Metrics();
        refusals = new Refusals();
        capabilityLog = new CapabilityLog();
        region = new Region();
        program = new Program(identity, contexts, first);
        maker = null;
    }

    /// One that another environment of its node and job makes. What it tells is told by its rank, and
    /// what it does is counted there.
    ///
    /// @param capabilities that it begins with
    /// @param frames cut from its maker's
    /// @param first the registers with which its program begins
    public Environment(
            Identity identity,
            CapabilityTable capabilities,
            Capability standardOutput,
            FramePool frames,
            Environment maker,
            RegisterImage first) {
        this.identity = identity;
        this.capabilities = capabilities;
        this.standardOutput = standardOutput;
        this.frames = frames;
        this.maker = maker;
        mappings = List.of();
        console = maker.console;
        metrics = maker.metrics;
        refusals = maker.refusals;
        capabilityLog = maker.capabilityLog;
        region = maker.region;
        program = maker.program.beside(identity, first);
    }

    /// Who made it, or null if it was loaded with its job.
    public @Nullable Environment maker() {
        return maker;
    }

    /// Whether another one has made it, or has made who made it, and so on.
    public boolean isBelow(Environment other) {
        for (var above = maker; above != null; above = above.maker) if (above == other) return true;
        return false;
    }

    /// Where the kernel enters it.
    public EnvironmentContexts contexts() {
        return contexts;
    }

    /// Who waits for whom.
    public Standing standing() {
        return standing;
    }

    /// What it is asked to give back.
    public Reclaims reclaims() {
        return reclaims;
    }

    /// The filters that it has described to the kernel.
    public Filters filters() {
        return filters;
    }

    /// The handlers that it has brought into the kernel.
    public Handlers handlers() {
        return handlers;
    }

    /// Whether its program could be executed now.
    public boolean isReady() {
        return !end.hasStopped() && standing.isReady();
    }

    public Identity identity() {
        return identity;
    }

    public JobIdentity job() {
        return identity.job();
    }

    public int rank() {
        return identity.rank();
    }

    public int addressSpace() {
        return identity.addressSpace();
    }

    public CapabilityTable capabilities() {
        return capabilities;
    }

    /// Whether a program that brings no library OS may still write.
    public boolean hasStandardOutput() {
        return capabilities.find(standardOutput.handle()) != null;
    }

    /// It was given something to read.
    public void setStandardInput(Capability input) {
        standardInput = input;
    }

    /// Whether a program that brings no library OS may still read. One that was given nothing finds the end.
    public boolean hasStandardInput() {
        if (job().inputs() == null) return true;
        return standardInput != null && capabilities.find(standardInput.handle()) != null;
    }

    /// How many bytes of its standard input a bare program has read.
    public int inputPosition() {
        return inputPosition;
    }

    public void advanceInput(int bytes) {
        inputPosition += bytes;
    }

    public void saveInput(StateWriter out) {
        out.add(inputPosition);
    }

    public void restoreInput(StateReader in) {
        inputPosition = in.nextInt(0, InputContents.MOST_BYTES);
    }

    /// The frames that it may still be given.
    public FramePool frames() {
        return frames;
    }

    /// If it has ended and all frames that were cut off for it are free, its maker has them again.
    public void returnFrames() {
        if (maker == null || !end.hasStopped()) return;
        frames.returnTo(maker.frames);
        maker.returnFrames();
    }

    /// Its maker has free frames again that were cut off for it.
    ///
    /// @param most so many
    /// @return the runs that have gone
    public List<FramePool.Cession> cedeFrames(int most) {
        return maker == null ? List.of() : frames.cede(maker.frames, most);
    }

    /// The first frame of its rank's part of the node's memory. Frames are named from it, so that no
    /// program learns where on the machine its job is.
    private FramePool part() {
        return maker == null ? frames : maker.part();
    }

    /// What a program calls a frame.
    ///
    /// @param physical frame number
    /// @return -1 for a frame that is not of its rank's part of the node's memory
    public long frameName(long physical) {
        boolean isHere = Frames.homeOf(physical) == identity.node().index();
        int within = Frames.withinHome(physical);
        return isHere && part().covers(within, 1) ? within - part().first() : -1;
    }

    /// The first of frames that a program names, within the node; -1 if they are not all its own to take.
    ///
    /// @param name any number
    public int frameNamed(long name, int count) {
        boolean isName = name >= 0 && name < FramePool.MOST_FRAMES;
        long first = name + part().first();
        return isName && frames.covers(first, count) ? (int) first : -1;
    }

    public ConsoleLog console() {
        return console;
    }

    /// What it executes.
    public Program program() {
        return program;
    }

    public Metrics metrics() {
        return metrics;
    }

    public Region region() {
        return region;
    }

    public EnvironmentEnd end() {
        return end;
    }

    public Awaited awaited() {
        return awaited;
    }

    /// What it was refused.
    public Refusals refusals() {
        return refusals;
    }

    /// What it did to capabilities.
    public CapabilityLog capabilityLog() {
        return capabilityLog;
    }

    /// The messages that wait for it in its memory.
    public VirtualBuffer messages() {
        return messages;
    }

    /// Who asks whom to send less.
    public Throttle throttle() {
        return throttle;
    }

    public Bindings bindings() {
        return bindings;
    }

    /// A call was asked for that there is not.
    public void missCall(long number) {
        if (refusedCall == NONE && number >= 0 && number < LINUX_CALLS) refusedCall = (int) number;
    }

    /// The first call of Linux that the program asked for and that is not here.
    public @Nullable Integer refusedCall() {
        return refusedCall == NONE ? null : refusedCall;
    }

    /// Whether no library OS handles exceptions: segments and stack are simply there.
    public boolean isBare() {
        return contexts.exception() == 0;
    }

    /// The mapping that the kernel answers for at a page now, or null.
    public @Nullable GuaranteedMapping guaranteed(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping != null && (mapping.always() || isBare()) ? mapping : null;
    }

    /// Whether the kernel maps any of these pages by itself, but for waiting messages.
    public boolean hasMapping(long firstPage, int pages) {
        return contexts.overlaps(firstPage, pages)
                || mappings.stream().anyMatch(mapping -> mapping.overlaps(firstPage, pages));
    }

    /// Whether a page is the kernel's to map, whatever the environment does.
    public boolean isAlwaysGuaranteed(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping != null && mapping.always();
    }

    /// Whether a physical frame belongs to a shared segment.
    public boolean isShared(long frame) {
        for (var mapping : mappings) {
            if (mapping.frames() instanceof Frames.Interleaved shared && shared.contains(frame)) return true;
        }
        return false;
    }

    /// The frame of a page that the environment was loaded with, or -1.
    public long loadedFrame(long virtualPage) {
        var mapping = covering(virtualPage);
        return mapping == null ? -1 : mapping.frame(virtualPage);
    }

    private @Nullable GuaranteedMapping covering(long virtualPage) {
        for (var mapping : mappings) if (mapping.covers(virtualPage)) return mapping;
        var added = contexts.covering(virtualPage);
        if (added != null) return added;
        var ofHandlers = handlers.mapping(identity, virtualPage);
        if (ofHandlers != null) return ofHandlers;
        var ofFilters = filters.mapping(identity, virtualPage);
        return ofFilters != null ? ofFilters : messages.mapping(identity, virtualPage);
    }

    public void save(StateWriter out) {
        out.add(rank()).add(contexts.exception()).add(mappings.size());
        for (var mapping : mappings) {
            out.add(mapping.firstPage())
                    .add(mapping.frames().physical(0))
                    .add(mapping.frames().count());
            out.add(mapping.rights().bits()).add(mapping.always() ? 1 : 0);
        }
        capabilities.save(out);
        bindings.save(out);
        frames.save(out);
        console.save(out);
        metrics.save(out);
        region.save(out);
        end.save(out);
        awaited.saveAnswers(out);
    }

    /// Takes what has changed since the environment was loaded from a snapshot of the same job.
    public void restore(StateReader in) {
        in.nextInt(rank(), rank());
        contexts.setException(in.next());
        in.nextInt(mappings.size(), mappings.size());
        for (var mapping : mappings) {
            requireEqual(mapping.firstPage(), in.next());
            requireEqual(mapping.frames().physical(0), in.next());
            requireEqual(mapping.frames().count(), in.next());
            requireEqual(mapping.rights().bits(), in.next());
            requireEqual(mapping.always() ? 1 : 0, in.next());
        }
        capabilities.restore(
                in, mappings.stream().map(GuaranteedMapping::frames).toList());
        bindings.restore(in, capabilities);
        frames.restore(in);
        console.restore(in);
        metrics.restore(in);
        region.restore(in);
        end.restore(in);
        capabilities.abandon(end.hasStopped());
        awaited.restoreAnswers(in, job().ranks() - 1);
    }

    /// Whether others can enter it, or have, otherwise than by exceptions and messages.
    public boolean hasContexts() {
        return !contexts.isUnused() || !standing.isUnused();
    }

    public void saveContexts(StateWriter out) {
        contexts.save(out);
        standing.save(out);
    }

    public void restoreContexts(StateReader in) {
        contexts.restore(in, capabilities);
        standing.restore(in);
    }

    /// What is in snapshots and not in digests: what no result depends on, and what follows from
    /// the rest.
    public void saveBesides(StateWriter out) {
        metrics.saveUnits(out);
        out.add(refusedCall);
        awaited.saveLeaving(out);
        refusals.save(out);
        // One that was made stands in its kernel's state, and thus in the digest; its log is its maker's.
        if (maker == null) capabilityLog.save(out);
    }

    public void restoreBesides(StateReader in) {
        metrics.restoreUnits(in);
        refusedCall = in.nextInt(NONE, LINUX_CALLS - 1);
        awaited.restoreLeaving(in, identity.node());
        refusals.restore(in);
        if (maker == null) capabilityLog.restore(in);
    }

    private static void requireEqual(long loaded, long saved) {
        if (loaded != saved) throw new BadSnapshotException("the snapshot is of a job that was laid out otherwise");
    }
}
