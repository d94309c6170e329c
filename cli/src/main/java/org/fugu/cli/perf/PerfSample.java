package org.fugu.cli.perf;

/// One timed run of something.
///
/// @param rounds what it was told to do
/// @param instructions of the guest, by all nodes
/// @param cycles simulated; 0 where there are none
/// @param events what else the run did that somebody wants to know the cost of
/// @param time of the host
record PerfSample(long rounds, long instructions, long cycles, long events, PerfTime time) {
    /// By which the speed is told.
    double seconds() {
        return time.seconds();
    }

    double mips() {
        return instructions / seconds() / 1e6;
    }

    double nanos() {
        return seconds() * 1e9;
    }

    double nanosARound() {
        return nanos() / rounds;
    }

    double nanosAnInstruction() {
        return nanos() / instructions;
    }

    double eventsARound() {
        return (double) events / rounds;
    }
}
