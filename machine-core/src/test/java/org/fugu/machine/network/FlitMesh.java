package org.fugu.machine.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A mesh in which every flit moves by itself, cycle by cycle: the slow reference to which booking
/// is compared. Wormhole routing in dimension order; each link moves a flit a cycle, the one of the
/// oldest packet that can go on. Every virtual network has a buffer of its own behind each link; the
/// flits of a packet enter it with no others between them.
///
/// Links take as long as in [Fabric]: a time to the first router, one to each next, one to the
/// receiver, which takes whatever comes.
final class FlitMesh {
    /// What is sent; those of a list stand in the order of time.
    record Launch(long time, int network, int source, int destination, int flits) {}

    /// A flit in a buffer, or on its way to it.
    private record Flit(Worm worm, long ready) {}

    /// A virtual network's share of a link: the packet that is on it, and the buffer behind it.
    private static final class Channel {
        final int link;

        @Nullable
        Worm owner;

        final ArrayDeque<Flit> buffer = new ArrayDeque<>();

        Channel(int link) {
            this.link = link;
        }
    }

    /// A packet on its way.
    private static final class Worm {
        final int number;
        final int flits;
        final Channel[] route;

        /// How many of its flits have got onto each link of its route.
        final int[] passed;

        Worm(int number, int flits, Channel[] route) {
            this.number = number;
            this.flits = flits;
            this.route = route;
            passed = new int[route.length];
        }

        boolean arrived() {
            return passed[route.length - 1] == flits;
        }
    }

    private final Mesh routes;
    private final long inject;
    private final long hop;
    private final long eject;
    private final int bufferFlits;
    private final List<TreeMap<Integer, Channel>> channels = new ArrayList<>();
    private final BitSet busy = new BitSet();

    /// @param bufferFlits room for each virtual network behind each link
    FlitMesh(Mesh routes, int networks, long inject, long hop, long eject, int bufferFlits) {
        this.routes = routes;
        this.inject = inject;
        this.hop = hop;
        this.eject = eject;
        this.bufferFlits = bufferFlits;
        for (int i = 0; i < networks; i++) channels.add(new TreeMap<>());
    }

    /// @return the cycle at which the last byte of each has arrived
    long[] run(List<Launch> launches) {
        var arrivals = new long[launches.size()];
        var active = new ArrayList<Worm>();
        int next = 0;
        for (long time = 0; next < launches.size() || !active.isEmpty(); time++) {
            for (; next < launches.size() && launches.get(next).time() <= time; next++) {
                active.add(worm(next, launches.get(next)));
            }
            cycle(time, active);
            for (var worm : active) if (worm.arrived()) arrivals[worm.number] = time + 1 + eject;
            active.removeIf(Worm::arrived);
        }
        return arrivals;
    }

    private Worm worm(int number, Launch launch) {
        var links = routes.route(launch.source(), launch.destination());
        var route = new Channel[links.length];
        for (int i = 0; i < route.length; i++) {
            route[i] = channels.get(launch.network()).computeIfAbsent(links[i], Channel::new);
        }
        return new Worm(number, launch.flits(), route);
    }

    /// The front of a packet moves first, so that room made there can be used in the same cycle.
    private void cycle(long time, List<Worm> oldestFirst) {
        busy.clear();
        for (var worm : oldestFirst) {
            for (int at = worm.route.length - 1; at >= 0; at--) {
                if (busy.get(worm.route[at].link) || !canMove(time, worm, at)) continue;
                busy.set(worm.route[at].link);
                move(time, worm, at);
            }
        }
    }

    private boolean canMove(long time, Worm worm, int at) {
        var to = worm.route[at];
        boolean free = to.owner == null || to.owner == worm;
        if (worm.passed[at] == worm.flits || !free || to.buffer.size() == bufferFlits) return false;
        if (at == 0) return true;
        var first = worm.route[at - 1].buffer.peek();
        return first != null && first.worm() == worm && first.ready() <= time;
    }

    private void move(long time, Worm worm, int at) {
        if (at > 0) worm.route[at - 1].buffer.remove();
        var to = worm.route[at];
        to.owner = ++worm.passed[at] == worm.flits ? null : worm;
        if (at < worm.route.length - 1) to.buffer.add(new Flit(worm, time + (at == 0 ? inject : hop)));
    }
}
