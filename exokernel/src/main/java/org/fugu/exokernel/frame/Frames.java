package org.fugu.exokernel.frame;

import java.util.List;
import org.fugu.machine.topology.NodeId;

/// Frames that are named together, page by page.
public sealed interface Frames {
    int count();

    /// The physical frame number of a page: home node << 20 | frame within the node.
    ///
    /// @param page 0 to [#count] - 1
    long physical(int page);

    /// A contiguous run on one node. Unless it is part of interleaved frames, only that node uses
    /// it.
    record Run(NodeId home, int first, int count) implements Frames {
        public Run {
            if (first < 0 || count < 1 || (long) first + count > FramePool.MOST_FRAMES) {
                throw new IllegalArgumentException(count + " frames from " + first);
            }
        }

        /// The run that begins at a physical frame number.
        public static Run of(long physicalFrame, int count) {
            return new Run(new NodeId(homeOf(physicalFrame)), withinHome(physicalFrame), count);
        }

        @Override
        public long physical(int page) {
            return ((long) home.index() << HOME_SHIFT) | (first + page);
        }

        boolean contains(long physicalFrame) {
            return physicalFrame >= physical(0) && physicalFrame < physical(0) + count;
        }
    }

    /// Dealt out to the ranks in turn: page i is at home on rank i mod n.
    ///
    /// @param byRank one run for each rank that is home to a page; rank r's holds pages r, r + n, …
    /// @param ranks n, at least the number of runs
    record Interleaved(List<Run> byRank, int ranks, int count) implements Frames {
        public Interleaved {
            byRank = List.copyOf(byRank);
        }

        @Override
        public long physical(int page) {
            return byRank.get(page % ranks).physical(page / ranks);
        }

        public boolean contains(long physicalFrame) {
            for (var run : byRank) if (run.contains(physicalFrame)) return true;
            return false;
        }
    }

    /// Where the home node stands in a physical frame number.
    int HOME_SHIFT = 20;

    static int homeOf(long physicalFrame) {
        return (int) (physicalFrame >>> HOME_SHIFT);
    }

    static int withinHome(long physicalFrame) {
        return (int) physicalFrame & ((1 << HOME_SHIFT) - 1);
    }
}
