package org.fugu.exokernel.run;

/// What a job may use at the most. All limits are simulated quantities, so that a verdict never
/// depends on the host.
///
/// @param cycles simulated cycles from cycle 0; reaching it ends the run as [Outcome#CYCLE_LIMIT]
/// @param instructions retired instructions of any one node
/// @param consoleBytes bytes written to the console by all nodes together
/// @param memoryBytes physical memory of one node, in bytes
public record Limits(long cycles, long instructions, long consoleBytes, long memoryBytes) {
    /// What a job gets that asks for nothing else. The memory is that of an Alewife node.
    public static final Limits DEFAULT = new Limits(10_000_000_000L, 10_000_000_000L, 1 << 20, 8L << 20);

    public static final long MAX_CYCLES = Long.MAX_VALUE / 4;

    public static final long MAX_INSTRUCTIONS = Long.MAX_VALUE / 4;
    public static final long MAX_CONSOLE_BYTES = 64L << 20;
    public static final long MIN_MEMORY_BYTES = 1 << 16;
    public static final long MAX_MEMORY_BYTES = 1L << 30;

    public Limits {
        require("cycles", cycles, 1, MAX_CYCLES);
        require("instructions", instructions, 1, MAX_INSTRUCTIONS);
        require("consoleBytes", consoleBytes, 0, MAX_CONSOLE_BYTES);
        require("memoryBytes", memoryBytes, MIN_MEMORY_BYTES, MAX_MEMORY_BYTES);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "limit " + name + " is " + value + ", but must be from " + least + " to " + most);
        }
    }
}
