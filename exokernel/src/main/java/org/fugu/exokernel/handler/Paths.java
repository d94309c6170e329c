package org.fugu.exokernel.handler;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What holds before an instruction, on all paths that lead there.
final class Paths {
    private static final int REGISTERS = 32;
    private static final int LAST_FILTER = 127;

    private final Known[] registers;

    /// Instructions executed on the longest of the paths.
    private int instructions;

    /// Launches on the path with the most of them.
    private int launches;

    private Paths(Known[] registers, int instructions, int launches) {
        this.registers = registers;
        this.instructions = instructions;
        this.launches = launches;
    }

    /// Before a handler's first instruction: `a0` is the address of its data, `sp` their end, `a1` how many bytes
    /// they are, `a2` the number of the filter that it has its message from, and other registers are 0.
    static Paths beginning(int dataBytes) {
        var registers = new Known[REGISTERS];
        Arrays.fill(registers, Known.constant(0));
        registers[2] = Known.data(dataBytes);
        registers[10] = Known.data(0);
        registers[11] = Known.constant(dataBytes);
        registers[12] = Known.between(0, LAST_FILTER);
        return new Paths(registers, 0, 0);
    }

    Paths copy() {
        return new Paths(registers.clone(), instructions, launches);
    }

    Known get(int register) {
        return registers[register];
    }

    void set(int register, Known value) {
        if (register != 0) registers[register] = value;
    }

    void execute() {
        instructions++;
    }

    void launch() {
        launches++;
    }

    int instructions() {
        return instructions;
    }

    int launches() {
        return launches;
    }

    /// Where these paths meet others, if there are any.
    Paths or(@Nullable Paths others) {
        if (others == null) return this;
        for (int i = 0; i < REGISTERS; i++) registers[i] = registers[i].or(others.registers[i]);
        instructions = Math.max(instructions, others.instructions);
        launches = Math.max(launches, others.launches);
        return this;
    }
}
