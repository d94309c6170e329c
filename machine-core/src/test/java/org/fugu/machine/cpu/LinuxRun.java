package org.fugu.machine.cpu;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.fugu.machine.trap.TrapCause;

/// Runs a [Program] under the interpreter, answering Linux `write`, `exit` and `rt_sigaction` for
/// SIGILL.
final class LinuxRun {
    final FlatMemory memory = new FlatMemory(Program.END / FlatMemory.PAGE);
    final Context context = new Context();
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Interpreter interpreter;
    private long illegalHandler;

    LinuxRun(Program program, InstructionLatencies latencies) {
        memory.write(Program.CODE, program.codeBytes());
        memory.write(Program.DATA, program.dataBytes());
        context.pc = Program.CODE;
        interpreter = memory.interpreter(latencies);
    }

    /// Runs to the end in one go.
    LinuxRun undisturbed() {
        while (true) {
            var stop = interpreter.run(context);
            if (stop == Stop.PAUSED) continue;
            if (stop != Stop.TRAP) throw new AssertionError("stopped with " + stop);
            if (systemCall()) return this;
        }
    }

    /// Runs to the end in windows of 1 to `most` cycles, with accesses that wait at random.
    LinuxRun chopped(SplittableRandom random, int most, boolean stalls) {
        if (stalls) memory.stalls = random::nextBoolean;
        memory.time.limit = 0;
        while (true) {
            switch (interpreter.run(context)) {
                case LIMIT -> memory.time.limit = memory.time.now + 1 + random.nextInt(most);
                case SUSPENDED -> finish();
                case STALLED, PAUSED -> {}
                case TRAP -> {
                    if (systemCall()) return this;
                }
            }
        }
    }

    private void finish() {
        int parts = 1;
        while (!interpreter.complete(context)) {
            if (++parts > 2) throw new AssertionError("an access in more than two parts");
        }
    }

    /// @return whether the program has ended
    private boolean systemCall() {
        if (memory.cause == TrapCause.ILLEGAL_INSTRUCTION && illegalHandler != 0) {
            context.pc = illegalHandler;
            return false;
        }
        if (memory.cause != TrapCause.SYSTEM_CALL) {
            throw new AssertionError("trap " + memory.cause + " with value " + Long.toHexString(memory.value) + " at "
                    + Long.toHexString(context.pc));
        }
        context.pc += 4;
        if (context.x[17] == 93) return true;
        if (context.x[17] == 134) {
            handle(context.x[10], context.x[11]);
            return false;
        }
        output.writeBytes(memory.read(context.x[11], (int) context.x[12]));
        context.x[10] = context.x[12];
        return false;
    }

    private void handle(long signal, long action) {
        if (signal != Program.SIGNAL_ILLEGAL) throw new AssertionError("no such signal here: " + signal);
        illegalHandler = Bytes.getLong(memory.read(action, 8), 0);
        context.x[10] = 0;
    }
}
