package org.fugu.exokernel.environment;

import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.handler.Verifier;
import org.fugu.machine.kernel.PrivilegedNode;
import org.fugu.machine.message.UserMessage;
import org.fugu.machine.state.StateReader;
import org.fugu.machine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/// The handlers of messages that an environment has brought into the kernel, after they were verified
/// ([Verifier]). The kernel keeps their code in a frame of the environment, which can read it there.
///
/// They take time that is not their owner's. So that nobody loses much by it, what they take is owed, and an
/// eighth of the time that passes is taken off; who owes too much has messages buffered as if there
/// were no handler.
public final class Handlers {
    /// So many an environment can have at a time.
    public static final int MOST = AddressSpace.PAGE_BYTES / Verifier.MOST_BYTES;

    /// Of the time that passes, one part in so many is the handlers'.
    static final int SHARE = 8;

    /// Cycles that can be owed before nothing is handled any more.
    static final long MOST_OWED = 8_000;

    private static final int NONE = -1;

    /// One that was accepted. It takes the messages whose second double-word, masked, is the value.
    ///
    /// @param data the address of its data
    /// @param bytes of its code
    /// @param instructions that it executes at most each time
    public record Handler(long value, long mask, long data, int dataBytes, int bytes, int instructions) {
        boolean takes(UserMessage message) {
            return message.words().length > 1 && (message.words()[1] & mask) == value;
        }

        private void save(StateWriter out) {
            out.add(value).add(mask).add(data).add(dataBytes).add(bytes).add(instructions);
        }

        private static Handler restored(StateReader in) {
            long value = in.next();
            long mask = in.next();
            long data = in.next();
            int dataBytes = in.nextInt(0, Verifier.MOST_DATA);
            int bytes = in.nextInt(0, Verifier.MOST_BYTES);
            return new Handler(value, mask, data, dataBytes, bytes, in.nextInt(0, Verifier.MOST_BYTES));
        }
    }

    private final @Nullable Handler[] handlers = new Handler[MOST];
    private final CodePages pages = new CodePages(AddressSpace.HANDLERS_START, 1);
    private long owed;
    private long owedSince;
    private boolean wakes;
    private long handled;
    private long passed;
    private long failed;

    /// Whether the environment has never brought one.
    public boolean isUnused() {
        return pages.areMissing();
    }

    /// Whether it has brought one that has not been taken back.
    public boolean any() {
        for (var handler : handlers) if (handler != null) return true;
        return false;
    }

    /// Whether the kernel needs a frame before it can keep one more.
    public boolean needsFrame() {
        return pages.areMissing();
    }

    /// Takes one in, in place of what had that number, or only takes that away.
    ///
    /// @param pool of the environment's frames, which has one if it [#needsFrame]
    /// @param code of the handler
    public void set(PrivilegedNode node, FramePool pool, int number, @Nullable Handler handler, byte[] code) {
        handlers[number] = handler;
        if (handler == null) return;
        pages.take(pool);
        pages.write(node, 0, number * Verifier.MOST_BYTES, Verifier.MOST_BYTES, code);
    }

    /// The number of the handler that takes a message, or -1.
    public int taking(UserMessage message) {
        for (int i = 0; i < MOST; i++) {
            var handler = handlers[i];
            if (handler != null && handler.takes(message)) return i;
        }
        return NONE;
    }

    /// Whether one has this number.
    public boolean has(int number) {
        return number >= 0 && number < MOST && handlers[number] != null;
    }

    /// The one with a number. There is one.
    public Handler get(int number) {
        var handler = handlers[number];
        if (handler == null) throw new IllegalStateException("no handler has number " + number);
        return handler;
    }

    /// Instructions that any of them executes at most.
    public int mostInstructions() {
        int most = 0;
        for (var handler : handlers) if (handler != null) most = Math.max(most, handler.instructions());
        return most;
    }

    /// Where the code of a handler begins.
    public static long entry(int number) {
        return AddressSpace.HANDLERS_START + (long) number * Verifier.MOST_BYTES;
    }

    /// Whether so much is owed that nothing can be handled now.
    public boolean owesTooMuch(long now) {
        long passedSince = Math.max(0, now - owedSince) / SHARE;
        owedSince += passedSince * SHARE;
        owed = Math.max(0, owed - passedSince);
        return owed >= MOST_OWED;
    }

    /// What came of a message that was handled.
    public enum End {
        /// It has been handled.
        HANDLED,
        /// The handler leaves it to the program.
        PASSED,
        /// The handler was ended: the hardware refused a launch, or its data have been taken away.
        FAILED,
        /// No handler has seen it: filters have looked for one in vain.
        UNCLAIMED
    }

    /// A handler wakes its rank, which does not sleep yet: it may be about to.
    public void wake() {
        wakes = true;
    }

    /// Whether the rank, which is about to sleep, was woken before; it is forgotten.
    public boolean takeWake() {
        boolean was = wakes;
        wakes = false;
        return was;
    }

    /// A handler has taken so many cycles.
    public void ran(long cycles, End end) {
        owed += cycles;
        switch (end) {
            case HANDLED -> handled++;
            case PASSED -> passed++;
            case FAILED -> failed++;
            case UNCLAIMED -> {}
        }
    }

    /// Messages that handlers have taken.
    public long handled() {
        return handled;
    }

    /// Messages that handlers have left to the program.
    public long passed() {
        return passed;
    }

    /// Handlers that were ended.
    public long failed() {
        return failed;
    }

    /// The frame with the code, to be read and executed.
    @Nullable
    GuaranteedMapping mapping(Identity identity, long virtualPage) {
        return pages.mapping(identity, virtualPage);
    }

    public void save(StateWriter out) {
        pages.save(out);
        out.add(wakes).add(owed).add(owedSince).add(handled).add(passed).add(failed);
        for (var handler : handlers) {
            out.add(handler != null);
            if (handler != null) handler.save(out);
        }
    }

    public void restore(StateReader in) {
        pages.restore(in);
        wakes = in.nextBoolean();
        owed = in.next();
        owedSince = in.next();
        handled = in.next();
        passed = in.next();
        failed = in.next();
        for (int i = 0; i < MOST; i++) handlers[i] = in.nextBoolean() ? Handler.restored(in) : null;
    }
}
