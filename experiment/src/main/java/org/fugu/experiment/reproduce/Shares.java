package org.fugu.experiment.reproduce;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fugu.machine.preset.Preset;

/// Where the time of a null request and its reply goes on a machine: what it would be without one
/// cause of latency at a time. Causes that overlap or hide each other do not add up, which is why
/// the time without any of them stands beside.
///
/// @param nanoseconds of the round trip, with everything
/// @param withoutAny the same with no cause at all: the rest is the program, and the mesh or bus
public record Shares(String machine, double nanoseconds, double withoutAny, List<Share> causes) {
    /// @param nanoseconds by how much the round trip is shorter without it
    /// @param set the figures that take it away
    public record Share(String cause, double nanoseconds, SortedMap<String, Long> set) {}

    private record Cause(String title, Map<String, Long> set) {}

    private static final List<Cause> CAUSES = List.of(
            new Cause("the interface is far from the processor", Map.of("ni.word", 0L)),
            new Cause("the kernel sends or receives", Map.of("ni.access", 0L)),
            new Cause("checksums by software", Map.of("ni.checksum", 0L)),
            new Cause("acknowledgements", Map.of("ni.acknowledge", 0L)),
            new Cause("the board takes its time", Map.of("network.inject", 1L, "network.eject", 1L)),
            new Cause("the switch", Map.of("network.switch", 0L)),
            new Cause("the wire: bandwidth and whole cells", wire()));

    public Shares {
        causes = List.copyOf(causes);
    }

    /// A wire like Fugu's.
    private static Map<String, Long> wire() {
        return Map.of("network.bandwidth", Preset.named("fugu").value("network.bandwidth"), "network.cell_payload", 0L);
    }

    /// @throws IllegalStateException if the program fails on that machine
    public static Shares of(String machine, Reproduction reproduction) {
        var request = new MeasuredFigure(
                "request", "2x1", List.of("100"), MeasuredFigure.Source.METRIC, "round_trip_ns", 0, 0);
        double all = reproduction.value(machine, request);
        var shares = new ArrayList<Share>();
        var everything = new TreeMap<String, Long>();
        for (var cause : CAUSES) {
            var set = new TreeMap<>(cause.set());
            everything.putAll(set);
            double less = all - reproduction.value(machine, request.with(set));
            shares.add(new Share(cause.title(), less, Collections.unmodifiableSortedMap(set)));
        }
        return new Shares(machine, all, reproduction.value(machine, request.with(everything)), shares);
    }
}
