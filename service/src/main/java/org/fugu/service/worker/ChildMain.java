package org.fugu.service.worker;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.service.memory.OutOfMemory;
import org.jspecify.annotations.Nullable;

/// A child: it is told what to do on its standard input, one task after the other, and tells what happens on its
/// standard output. It ends when its input does, which is when the service ends, however that was.
public final class ChildMain {
    /// Of the frames and of what the parts mean. Both sides are the same program; this finds out if they are not.
    static final int VERSION = 3;

    /// The first and only argument of the service's main class that has it do what children do at first, and end. Java
    /// makes an archive of their classes from that.
    public static final String WARM_UP = "warm-up";

    private static final long BEAT_MILLIS = 100;
    /// A task that shall go on elsewhere is at a cycle where it can be kept within that time, or it stops without.
    private static final long LEAVES_WITHIN_NANOS = 2_000_000_000;
    /// Bytes of one frame of console.
    private static final int PIECE = 64 << 10;
    private static final byte[] NOTHING = {};
    /// A failure's reason has so many letters at the most.
    private static final int MOST_REASON = 2_000;

    private final FrameReader in = new FrameReader(System.in);
    private final FrameWriter out;
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    /// The number of the task that is under way, or 0. Guarded by [#out].
    private long underWay;

    private volatile long cancelled;
    private volatile @Nullable Leave leave;
    private volatile long cycle;
    private volatile long instructions;

    private record Task(long number, GuestWork.Kind kind, List<byte[]> parts) {}

    /// Which task shall go on elsewhere, and until when it may look for where it can be kept.
    private record Leave(long task, long until) {}

    private ChildMain(FrameWriter out) {
        this.out = out;
    }

    public static void warmUp() {
        WarmUp.run();
    }

    /// Does not come back.
    public static void serve() {
        var out = new FrameWriter(new FileOutputStream(FileDescriptor.out));
        // Whoever prints something must not come between frames.
        System.setOut(System.err);
        OutOfMemory.watchThreads();
        try {
            new ChildMain(out).work();
        } catch (IOException | InterruptedException | RuntimeException e) {
            // The service has gone, or it will see that this process has.
            OutOfMemory.endIfMet(e);
            e.printStackTrace(System.err);
        }
        Runtime.getRuntime().halt(1);
    }

    private void work() throws IOException, InterruptedException {
        Thread.ofPlatform().name("orders").daemon().start(this::listen);
        Thread.ofPlatform().name("heartbeat").daemon().start(this::beat);
        WarmUp.run();
        out.say(FrameKind.READY, VERSION);
        while (true) carryOut(tasks.take());
    }

    private void listen() {
        var parts = new ArrayList<byte[]>();
        try {
            while (true) {
                var frame = in.next(Integer.MAX_VALUE, 0);
                switch (frame.kind()) {
                    case PART -> parts.add(frame.bytes());
                    case START -> {
                        var kind = GuestWork.Kind.values()[(int) frame.number(1)];
                        tasks.add(new Task(frame.number(0), kind, List.copyOf(parts)));
                        parts.clear();
                    }
                    case CANCEL -> cancelled = frame.number(0);
                    case LEAVE -> leave = new Leave(frame.number(0), System.nanoTime() + LEAVES_WITHIN_NANOS);
                    case READY, PROGRESS, CONSOLE, RESUMED, CHECKPOINT, DONE, STOPPED, FAILED ->
                        throw new BadFrame("a child is told " + frame.kind());
                }
            }
        } catch (EOFException e) {
            Runtime.getRuntime().halt(0);
        } catch (IOException | RuntimeException e) {
            OutOfMemory.endIfMet(e);
            e.printStackTrace(System.err);
            Runtime.getRuntime().halt(1);
        }
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(BEAT_MILLIS);
                synchronized (out) {
                    if (underWay != 0) out.say(FrameKind.PROGRESS, cycle, instructions);
                }
            }
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void carryOut(Task task) throws IOException {
        cycle = 0;
        instructions = 0;
        synchronized (out) {
            underWay = task.number();
        }
        try {
            var work = task.kind().read(task.parts());
            work.carryOut(new Telling(task.number(), work.consoles().bytes() > 0), this::found);
            end(FrameKind.DONE, "");
        } catch (RunCancelledException e) {
            end(FrameKind.STOPPED, "");
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            OutOfMemory.endIfMet(e);
            e.printStackTrace(System.err);
            end(FrameKind.FAILED, e.toString());
        }
    }

    private void found(byte[] part) {
        try {
            out.write(FrameKind.PART, part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(FrameKind how, String why) throws IOException {
        boolean goesOn = how != FrameKind.FAILED && HeapRoom.isThere();
        var reason = why.substring(0, Math.min(why.length(), MOST_REASON)).getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            underWay = 0;
            out.write(FrameKind.PROGRESS, NOTHING, cycle, instructions);
            out.write(how, reason, goesOn ? 1 : 0);
            out.flush();
        }
        if (!goesOn) Runtime.getRuntime().halt(0);
    }

    /// Tells the service what a run tells.
    private final class Telling implements RunObserver {
        private final long number;
        private final boolean tellsConsole;
        private boolean left;
        private boolean hasBegun;

        Telling(long number, boolean tellsConsole) {
            this.number = number;
            this.tellsConsole = tellsConsole;
        }

        @Override
        public void progressed(long atCycle, long retired) {
            cycle = atCycle;
            instructions = retired;
            if (!hasBegun) tellBegun();
        }

        /// Just before the first instruction; somebody may want to know when that was.
        private void tellBegun() {
            hasBegun = true;
            try {
                out.say(FrameKind.PROGRESS, cycle, instructions);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void console(int job, long atCycle, int node, byte[] bytes) {
            if (!tellsConsole) return;
            try {
                for (int from = 0; from < bytes.length; from += PIECE) {
                    int to = Math.min(from + PIECE, bytes.length);
                    out.write(FrameKind.CONSOLE, Arrays.copyOfRange(bytes, from, to), job, atCycle, node);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void console(long atCycle, int node, byte[] bytes) {
            console(0, atCycle, node, bytes);
        }

        @Override
        public void resumed(long fromCycle) {
            cycle = fromCycle;
            say(FrameKind.RESUMED, NOTHING, fromCycle);
        }

        /// It is wanted by somebody who has told so, whenever it was taken last.
        @Override
        public int checkpointRoom() {
            return isLeaving() ? Integer.MAX_VALUE : 0;
        }

        @Override
        public void checkpoint(long atCycle, byte @Nullable [] snapshot) {
            if (snapshot != null) say(FrameKind.CHECKPOINT, snapshot, atCycle);
            left = isLeaving();
        }

        private void say(FrameKind kind, byte[] bytes, long number) {
            try {
                out.write(kind, bytes, number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean isLeaving() {
            var wanted = leave;
            return wanted != null && wanted.task() == number;
        }

        @Override
        public boolean cancelled() {
            var wanted = leave;
            boolean isOver =
                    wanted != null && wanted.task() == number && (left || System.nanoTime() - wanted.until() > 0);
            return cancelled == number || isOver;
        }
    }
}
