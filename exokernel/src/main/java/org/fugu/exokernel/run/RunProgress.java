package org.fugu.exokernel.run;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// For Java's flight recorder: how far a run is.
@Name("org.fugu.Progress")
@Label("Progress of a run")
@Description("Counts so far, each time that the host looks")
@Category("Fugu")
@StackTrace(false)
final class RunProgress extends Event {
    @Label("Cycle")
    long cycle;

    @Label("Instructions")
    long instructions;

    @Label("Windows")
    long windows;

    static void tell(long cycle, long instructions, long windows) {
        var event = new RunProgress();
        if (!event.shouldCommit()) return;
        event.cycle = cycle;
        event.instructions = instructions;
        event.windows = windows;
        event.commit();
    }
}
