package org.fugu.exokernel.loader;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fugu.machine.topology.NodeId;

/// Where the parts of a program lie, moved by chance: what decides nothing about what it computes, and
/// can decide how its data fall into the lines of caches, its pages into the entries of a TLB, and how
/// far its messages travel. Two versions of a program differ in it by accident, as Mytkowicz, Diwan,
/// Hauswirth and Sweeney show ("Producing Wrong Data Without Doing Anything Obviously Wrong!", ASPLOS
/// 2009); a sweep over seeds tells a change of the program from that.
///
/// Each seed is for one kind, and 0 leaves it as it usually is.
///
/// @param pages before each part of a program (its boot record, its stack, each segment) up to 63
///     frames of a node stay free, so that it begins in a page of another colour
/// @param stack the stack begins up to 4,080 bytes lower, by a multiple of 16
/// @param placement ranks run on each other's nodes
public record LayoutSeeds(long pages, long stack, long placement) {
    /// Everything where it usually is.
    public static final LayoutSeeds NONE = new LayoutSeeds(0, 0, 0);

    private static final int MOST_GAP = 63;
    private static final int STACK_STEP = 16;
    private static final int STACK_STEPS = 256;

    /// The same seed for each kind.
    public static LayoutSeeds all(long seed) {
        return new LayoutSeeds(seed, seed, seed);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    /// How many frames stay free.
    ///
    /// @param part which one, of which rank: each has a number of its own
    /// @param most that there are to spare
    int gap(int part, int most) {
        if (pages == 0) return 0;
        return (int) Long.remainderUnsigned(Seeds.mixed(pages, part), Math.min(MOST_GAP, most) + 1L);
    }

    /// How far below its usual place the stack begins.
    int stackOffset() {
        if (stack == 0) return 0;
        return STACK_STEP * (int) Long.remainderUnsigned(Seeds.mixed(stack, 0), STACK_STEPS);
    }

    /// The nodes in another order, in which ranks get them.
    public List<NodeId> placed(List<NodeId> nodes) {
        if (placement == 0) return nodes;
        var placed = new ArrayList<NodeId>(nodes);
        for (int left = placed.size(); left > 1; left--) {
            int chosen = (int) Long.remainderUnsigned(Seeds.mixed(placement, left), left);
            Collections.swap(placed, left - 1, chosen);
        }
        return placed;
    }

    @Override
    public String toString() {
        return "pages " + pages + ", stack " + stack + ", placement " + placement;
    }
}
