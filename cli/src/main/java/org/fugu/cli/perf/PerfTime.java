package org.fugu.cli.perf;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/// What something took, in seconds.
///
/// @param seconds by which a speed is told: processor time of the one thread that simulates, or of
///     QEMU; where several simulate, or where the system does not say it, wall time
/// @param wall by the clock
/// @param process processor time of all threads of the process, Java's compilers and collector among
///     them
record PerfTime(double seconds, double wall, double process) {
    private static final double NANOS = 1e9;

    /// As of a moment, since some other.
    static PerfTime now() {
        long wall = System.nanoTime();
        var threads = ManagementFactory.getThreadMXBean();
        long thread = threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : -1;
        return new PerfTime((thread < 0 ? wall : thread) / NANOS, wall / NANOS, ofProcess() / NANOS);
    }

    private static long ofProcess() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof com.sun.management.OperatingSystemMXBean more ? more.getProcessCpuTime() : 0;
    }

    PerfTime since(PerfTime begin) {
        return new PerfTime(seconds - begin.seconds, wall - begin.wall, process - begin.process);
    }

    /// Where the threads that simulate come and go, so that nobody knows how long each has had a processor.
    PerfTime byTheClock() {
        return new PerfTime(wall, wall, process);
    }
}
