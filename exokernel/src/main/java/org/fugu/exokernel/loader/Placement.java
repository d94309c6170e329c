package org.fugu.exokernel.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.frame.FramePool;
import org.fugu.exokernel.frame.Frames;

/// Which frames the parts of a job take before it starts. Private parts are on every node, shared
/// segments are dealt out page by page.
public final class Placement {
    static final int STACK_PAGES =
            (int) ((AddressSpace.STACK_END - AddressSpace.STACK_START) / AddressSpace.PAGE_BYTES);

    private final List<RankFrames> ranks;

    /// @param boot one frame
    /// @param segments in the image's order; shared ones are the same for all ranks
    record RankFrames(FramePool pool, Frames.Run boot, Frames.Run stack, List<Frames> segments) {}

    private Placement(List<RankFrames> ranks) {
        this.ranks = ranks;
    }

    RankFrames rank(int rank) {
        return ranks.get(rank);
    }

    /// How many frames the job takes on the node of rank 0; no other rank needs more.
    public static long framesNeeded(ElfImage image, int ranks) {
        long frames = 1 + STACK_PAGES;
        for (var segment : image.segments()) {
            frames += segment.shared() ? share(segment.pages(), ranks, 0) : segment.pages();
        }
        return frames;
    }

    /// How many of a shared segment's pages a rank is home to.
    private static long share(long pages, int ranks, int rank) {
        return (pages - rank + ranks - 1) / ranks;
    }

    /// Takes the frames of a job that fits, as [#framesNeeded] says.
    public static Placement of(JobPlan job) {
        var pools = new ArrayList<FramePool>();
        for (int rank = 0; rank < job.ranks(); rank++) pools.add(new FramePool(job.firstFrame(), job.framesPerNode()));
        var boots = runs(job, pools, 1);
        var stacks = runs(job, pools, STACK_PAGES);
        var segments = new ArrayList<List<? extends Frames>>();
        for (var segment : job.image().segments()) segments.add(frames(job, pools, segment));

        var ranks = new ArrayList<RankFrames>();
        for (int rank = 0; rank < job.ranks(); rank++) {
            var own = new ArrayList<Frames>();
            for (var byRank : segments) own.add(byRank.get(rank));
            ranks.add(new RankFrames(pools.get(rank), boots.get(rank), stacks.get(rank), own));
        }
        return new Placement(ranks);
    }

    private static List<? extends Frames> frames(JobPlan job, List<FramePool> pools, ImageSegment segment) {
        int pages = (int) segment.pages();
        if (!segment.shared()) return runs(job, pools, pages);
        var homes = new ArrayList<Frames.Run>();
        for (int rank = 0; rank < Math.min(job.ranks(), pages); rank++) {
            homes.add(run(job, pools, rank, (int) share(pages, job.ranks(), rank)));
        }
        var shared = new Frames.Interleaved(homes, job.ranks(), pages);
        return Collections.nCopies(job.ranks(), shared);
    }

    private static List<Frames.Run> runs(JobPlan job, List<FramePool> pools, int count) {
        var runs = new ArrayList<Frames.Run>();
        for (int rank = 0; rank < job.ranks(); rank++) runs.add(run(job, pools, rank, count));
        return runs;
    }

    private static Frames.Run run(JobPlan job, List<FramePool> pools, int rank, int count) {
        int first = pools.get(rank).allocate(count);
        if (first == FramePool.NONE) throw new IllegalStateException("a job was placed that does not fit");
        return new Frames.Run(job.nodes().get(rank), first, count);
    }
}
