package org.fugu.exokernel.run;

import org.fugu.exokernel.wire.WireReader;
import org.fugu.exokernel.wire.WireWriter;
import org.fugu.machine.topology.NodeId;

/// The fields of an event: its kind, and what that kind has.
final class EventWire {
    private static final String PROGRESS = "progress";
    private static final String CONSOLE = "console";

    private EventWire() {}

    static void write(WireWriter out, RunObservation event) {
        switch (event) {
            case RunObservation.Progressed(var cycle, var instructions) -> {
                out.field("kind").text(PROGRESS);
                out.field("cycle").number(cycle);
                out.field("instructions").number(instructions);
            }
            case RunObservation.Printed(var cycle, var node, var bytes) -> {
                out.field("kind").text(CONSOLE);
                out.field("cycle").number(cycle);
                out.field("node").number(node);
                out.field("bytes").base64(bytes);
            }
        }
    }

    static RunObservation read(WireReader in) {
        var kind = in.field("kind").text(PROGRESS.length());
        long cycle = in.field("cycle").number(0, Long.MAX_VALUE);
        return switch (kind) {
            case PROGRESS ->
                new RunObservation.Progressed(cycle, in.field("instructions").number(0, Long.MAX_VALUE));
            case CONSOLE ->
                new RunObservation.Printed(
                        cycle,
                        in.field("node").intNumber(0, NodeId.MAX_NODES - 1),
                        in.field("bytes").base64((int) Limits.MAX_CONSOLE_BYTES));
            default -> throw new IllegalArgumentException("there is no event '" + kind + "'");
        };
    }
}
