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
/// @param checkpointEvery how long a run goes on between two checkpoints; zero for none
/// @param checkpointMaxMegabytes of one; a larger one is not kept
@ConfigurationProperties("fugu.runs")
public record RunSettings(
        @DefaultValue("1") int workers,
        @DefaultValue("1") int threads,
        @DefaultValue("1h") Duration hostWall,
        @DefaultValue("10s") Duration lostAfter,
        @DefaultValue("3") int maxFailures,
        @DefaultValue("10") int streams,
        @DefaultValue("true") boolean answersFromCache,
        @DefaultValue("0") long memoryMegabytes,
        @DefaultValue("30s") Duration checkpointEvery,
        @DefaultValue("32") int checkpointMaxMegabytes) {
    private static final int MOST_CHECKPOINT_MEGABYTES = 512;

    public RunSettings {
        requireAtLeast(1, "FUGU_WORKERS", workers);
        requireAtLeast(1, "FUGU_RUN_THREADS", threads);
        requireAtLeast(1, "FUGU_RUNS_STREAMS", streams);
        requireAtLeast(0, "FUGU_RUN_MEMORY_MB", memoryMegabytes);
        requireAtLeast(0, "FUGU_CHECKPOINT_EVERY", checkpointEvery.toSeconds());
        requireAtLeast(1, "FUGU_CHECKPOINT_MAX_MB", checkpointMaxMegabytes);
        if (checkpointMaxMegabytes > MOST_CHECKPOINT_MEGABYTES) {
            throw new StartFailure(
                    "FUGU_CHECKPOINT_MAX_MB is " + checkpointMaxMegabytes + "; it is at most "
                            + MOST_CHECKPOINT_MEGABYTES,
                    null);
        }
    }

    private static void requireAtLeast(long least, String variable, long value) {
        if (value < least) throw new StartFailure(variable + " is " + value + "; it is " + least + " or more", null);
    }
}
