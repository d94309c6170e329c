package org.fugu.service.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.jspecify.annotations.Nullable;

/// A child, as the service sees it. One thread at a time has it do something; another [ticks][#tick].
final class Child implements AutoCloseable {
    /// How it is started.
    @FunctionalInterface
    interface Start {
        /// @throws IOException if there can be no such process
        Process start() throws IOException;
    }

    /// How often [#tick] is called.
    static final Duration TICK = Duration.ofMillis(500);

    /// A child that was told to stop does so within that time.
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(3);

    /// One that was told to leave its task to somebody else needs to be where that can be kept, and to keep it.
    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(5);

    /// Java starts within that time, on the slowest of hosts.
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);

    /// How long a process that closed its output may take to end.
    private static final int ENDS_WITHIN_SECONDS = 5;
    /// How long a process that crashes may take to tell of it, for whoever reads the log.
    private static final int CRASHES_WITHIN_SECONDS = 20;

    private static final int NOT_WAITING = -1;
    /// The code with which Java ends a process that has no memory left.
    private static final int OUT_OF_MEMORY = 3;
    /// Processes that a signal ended have codes above this.
    private static final int SIGNALS = 128;

    private final Process process;
    private final FrameReader in;
    private final FrameWriter out;
    private final Duration silence;
    private final long lifetime;

    /// Ticks that it may still say nothing. They are ours: when this host stood still, none has gone by.
    private final AtomicInteger patience = new AtomicInteger(NOT_WAITING);

    private volatile @Nullable String endedFor;
    private volatile boolean retired;

    // Those of one thread at a time: children pass from one to another under the lock of their `Children`.
    private boolean goesOn = true;
    private long tasks;
    /// With how many tasks it asks for a successor.
    private long due;

    /// A successor starts. Volatile, since the thread that starts it is none of those.
    private volatile boolean hasAsked;

    /// Starts it, and does not wait until it is there.
    ///
    /// @param silence after which a child that has something to do is ended
    /// @param lifetime in tasks, after which it asks for a successor
    /// @throws IOException if there can be no such process
    Child(Start start, Duration silence, long lifetime) throws IOException {
        this.process = start.start();
        this.in = new FrameReader(process.getInputStream());
        this.out = new FrameWriter(process.getOutputStream());
        this.silence = silence;
        this.lifetime = lifetime;
        this.due = lifetime;
    }

    long pid() {
        return process.pid();
    }

    /// Waits until it can begin something.
    ///
    /// @throws ChildFailure if it does not come to that
    void awaitReady() {
        // Not as soon as it is started: where no thread can be had for this, somebody has to know it who ends it.
        ChildLog.of(process);
        waitAtMost(STARTS_WITHIN);
        try {
            var frame = in.next(0, 0);
            if (frame.kind() != FrameKind.READY || frame.number(0) != ChildMain.VERSION) {
                throw new BadFrame("it begins with " + frame.kind());
            }
        } catch (IOException e) {
            throw new ChildFailure("a process that executes guests cannot be started: " + end(e), e);
        } finally {
            patience.set(NOT_WAITING);
        }
    }

    /// Whether it takes another task.
    boolean isReady() {
        return goesOn && !retired && process.isAlive();
    }

    /// Whether a successor is to be started. It does not ask again while one starts.
    boolean asksForSuccessor() {
        if (hasAsked || tasks < due) return false;
        hasAsked = true;
        due = tasks + lifetime;
        return true;
    }

    /// The successor does not come; it asks for another after as many tasks again.
    void stays() {
        hasAsked = false;
    }

    /// It does what it has to do, and takes no other.
    void retire() {
        retired = true;
    }

    /// @throws ChildLost if it ended before its end, or says what cannot be
    <R> R carryOut(GuestWork<R> work, RunObserver observer) {
        long task = ++tasks;
        var hearing = new Hearing(work, observer, task);
        // Whoever leaves this early leaves a child behind of which nobody knows what it is at.
        goesOn = false;
        waitAtMost(silence);
        try {
            for (var part : work.parts()) out.write(FrameKind.PART, part);
            out.say(FrameKind.START, task, work.kind().ordinal());
            hearing.untilTheEnd();
            return work.result(hearing.found, observer);
        } catch (IOException e) {
            var why = end(e);
            if (hearing.isStopping) throw new RunCancelledException();
            throw new ChildLost("the process that carried it out " + why, e);
        } catch (IllegalArgumentException e) {
            goesOn = false;
            throw new ChildLost("the process that carried it out has found what cannot be: " + e.getMessage(), e);
        } finally {
            patience.set(NOT_WAITING);
            if (!goesOn) close();
        }
    }

    /// One task, from what its child says.
    private final class Hearing {
        private final GuestWork<?> work;
        private final RunObserver observer;
        private final long task;
        private final ArrayList<byte[]> found = new ArrayList<>();
        private long room;
        private long consoleRoom;
        private boolean isStopping;
        private boolean hasBegun;
        private long checkpointAt = System.nanoTime();

        Hearing(GuestWork<?> work, RunObserver observer, long task) {
            this.work = work;
            this.observer = observer;
            this.task = task;
            this.room = work.mostBytes();
            this.consoleRoom = work.consoles().bytes();
        }

        void untilTheEnd() throws IOException {
            while (true) {
                var frame = in.next(room, work.checkpoints().mostBytes());
                if (!isStopping) waitAtMost(silence);
                switch (frame.kind()) {
                    case PROGRESS -> observer.progressed(positive(frame, 0), positive(frame, 1));
                    case CONSOLE -> print(frame);
                    case RESUMED -> resume(frame);
                    case CHECKPOINT -> keep(frame);
                    case PART -> {
                        room -= frame.bytes().length;
                        found.add(frame.bytes());
                    }
                    case DONE -> {
                        goesOn = frame.number(0) == 1;
                        return;
                    }
                    case STOPPED -> {
                        if (!isStopping) throw new BadFrame("it stopped, and nobody told it to");
                        goesOn = frame.number(0) == 1;
                        throw new RunCancelledException();
                    }
                    case FAILED -> throw new IllegalStateException(ChildLog.plain(frame.bytes()));
                    case READY, START, CANCEL, LEAVE -> throw new BadFrame("it says " + frame.kind());
                }
                stopIfWanted();
            }
        }

        private static long positive(Frame frame, int index) throws BadFrame {
            if (frame.number(index) < 0) throw new BadFrame("it has come to " + frame.number(index));
            return frame.number(index);
        }

        private void print(Frame frame) throws BadFrame {
            var bounds = work.consoles();
            hasBegun = true;
            consoleRoom -= frame.bytes().length;
            if (consoleRoom < 0) throw new BadFrame("more is printed than may be");
            observer.console(
                    frame.index(0, bounds.jobs()), positive(frame, 1), frame.index(2, bounds.nodes()), frame.bytes());
        }

        private void resume(Frame frame) throws BadFrame {
            var last = work.checkpoints().last();
            if (hasBegun || last == null || frame.number(0) != last.cycle()) {
                throw new BadFrame("it goes on from cycle " + frame.number(0) + ", and was not told to");
            }
            hasBegun = true;
            observer.resumed(frame.number(0));
        }

        /// One that comes too soon is left out, so that nobody has to store more than was agreed.
        private void keep(Frame frame) throws BadFrame {
            if (frame.number(0) < 1) throw new BadFrame("it was kept at cycle " + frame.number(0));
            long now = System.nanoTime();
            if (!isStopping && now - checkpointAt < work.checkpoints().every().toNanos() / 2) return;
            checkpointAt = now;
            observer.checkpoint(frame.number(0), frame.bytes());
        }

        /// Who stops it may want to have it kept.
        private void stopIfWanted() throws IOException {
            if (isStopping || !observer.cancelled()) return;
            isStopping = true;
            boolean leaves = work.checkpoints().areTaken() && observer.checkpointRoom() > 0;
            waitAtMost(leaves ? LEAVES_WITHIN : STOPS_WITHIN);
            out.say(leaves ? FrameKind.LEAVE : FrameKind.CANCEL, task);
        }
    }

    private void waitAtMost(Duration time) {
        patience.set((int) time.dividedBy(TICK));
    }

    /// Ends a child that did not say for too long what it has to.
    void tick() {
        if (patience.get() >= 0 && patience.decrementAndGet() == 0) {
            endedFor = "did not answer any more";
            process.destroyForcibly();
        }
    }

    /// Ends the process, if that has not ended by itself.
    ///
    /// @param failure what was met
    /// @return why it has ended, as the end of a sentence
    private String end(IOException failure) {
        patience.set(NOT_WAITING);
        boolean crashes = failure instanceof CrashReport;
        try {
            // It does not end before somebody has read what it says.
            if (crashes) Thread.ofVirtual().name("last words of " + pid()).start(this::readOn);
            process.waitFor(crashes ? CRASHES_WITHIN_SECONDS : ENDS_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var known = endedFor;
        if (known != null) return known;
        int code = process.isAlive() ? 0 : process.exitValue();
        close();
        if (crashes) return "crashed";
        if (code == OUT_OF_MEMORY) return "ran out of memory";
        if (code > SIGNALS) return "was ended by signal " + (code - SIGNALS);
        return failure instanceof BadFrame ? "says what cannot be: " + failure.getMessage() : "ended with code " + code;
    }

    private void readOn() {
        try {
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It has ended.
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
