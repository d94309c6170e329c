package org.fugu.exokernel.loader;

import java.util.ArrayList;
import java.util.Arrays;
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
        var gaps = new Gaps(job, pools);
        var boots = runs(job, gaps, 1);
        var stacks = runs(job, gaps, STACK_PAGES);
        var segments = new ArrayList<List<? extends Frames>>();
        for (var segment : job.image().segments()) segments.add(frames(job, gaps, segment));
        gaps.free();

        var ranks = new ArrayList<RankFrames>();
        for (int rank = 0; rank < job.ranks(); rank++) {
            var own = new ArrayList<Frames>();
            for (var byRank : segments) own.add(byRank.get(rank));
            ranks.add(new RankFrames(pools.get(rank), boots.get(rank), stacks.get(rank), own));
        }
        return new Placement(ranks);
    }

    private static List<? extends Frames> frames(JobPlan job, Gaps gaps, ImageSegment segment) {
        int pages = (int) segment.pages();
        if (!segment.shared()) return runs(job, gaps, pages);
        var homes = new ArrayList<Frames.Run>();
        for (int rank = 0; rank < Math.min(job.ranks(), pages); rank++) {
            homes.add(run(job, gaps, rank, (int) share(pages, job.ranks(), rank)));
        }
        var shared = new Frames.Interleaved(homes, job.ranks(), pages);
        return Collections.nCopies(job.ranks(), shared);
    }

    private static List<Frames.Run> runs(JobPlan job, Gaps gaps, int count) {
        var runs = new ArrayList<Frames.Run>();
        for (int rank = 0; rank < job.ranks(); rank++) runs.add(run(job, gaps, rank, count));
        return runs;
    }

    private static Frames.Run run(JobPlan job, Gaps gaps, int rank, int count) {
        int first = gaps.allocate(rank, count);
        if (first == FramePool.NONE) throw new IllegalStateException("a job was placed that does not fit");
        return new Frames.Run(job.nodes().get(rank), first, count);
    }

    /// Frames that stay free before each part, as the seeds of the layout say, and only where there are
    /// some to spare. The job has them when it begins.
    private static final class Gaps {
        private final LayoutSeeds layout;
        private final List<FramePool> pools;
        private final List<Runnable> left = new ArrayList<>();
        private final int[] spare;
        private int parts;

        Gaps(JobPlan job, List<FramePool> pools) {
            layout = job.layout();
            this.pools = pools;
            spare = new int[pools.size()];
            Arrays.fill(spare, (int) (job.framesPerNode() - framesNeeded(job.image(), job.ranks())));
        }

        int allocate(int rank, int count) {
            var pool = pools.get(rank);
            int gap = layout.gap(parts++, spare[rank]);
            if (gap > 0) {
                int first = pool.allocate(gap);
                spare[rank] -= gap;
                left.add(() -> pool.free(first, gap));
            }
            return pool.allocate(count);
        }

        void free() {
            left.forEach(Runnable::run);
        }
    }
}
