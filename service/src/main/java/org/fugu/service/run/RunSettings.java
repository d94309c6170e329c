package org.fugu.service.run;

import java.time.Duration;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How this process carries out runs. Nothing here reaches a result.
///
/// @param workers runs carried out at once
/// @param threads host threads of one run
/// @param hostWall after which an attempt is given up as the host's fault
/// @param lostAfter a worker that was not heard of for so long has lost its run
/// @param maxFailures attempts that may fail through no fault of the guest; a lost worker counts if
///     the attempt came no further than one that was lost before
/// @param streams of events that one user may have open at this process
/// @param answersFromCache whether a submission is answered with the result of an earlier one that is the same
/// @param memoryMegabytes host memory that one run may come to need; 0 for its share of three quarters of the heap
@ConfigurationProperties("fugu.runs")
public record RunSettings(
        @DefaultValue("1") int workers,
        @DefaultValue("1") int threads,
        @DefaultValue("1h") Duration hostWall,
        @DefaultValue("10s") Duration lostAfter,
        @DefaultValue("3") int maxFailures,
        @DefaultValue("10") int streams,
        @DefaultValue("true") boolean answersFromCache,
        @DefaultValue("0") long memoryMegabytes) {
    public RunSettings {
        requireAtLeast(1, "FUGU_WORKERS", workers);
        requireAtLeast(1, "FUGU_RUN_THREADS", threads);
        requireAtLeast(1, "FUGU_RUNS_STREAMS", streams);
        requireAtLeast(0, "FUGU_RUN_MEMORY_MB", memoryMegabytes);
    }

    private static void requireAtLeast(long least, String variable, long value) {
        if (value < least) throw new StartFailure(variable + " is " + value + "; it is " + least + " or more", null);
    }
}
