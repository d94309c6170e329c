package org.fugu.machine.network;

import org.fugu.machine.preset.Preset;

/// How packets are cut for the wire: `network.cell_bytes` carry `network.cell_payload` of a packet,
/// and the last cell is as long as the others. Without a payload a packet is sent as it is, in one
/// piece.
///
/// @param bytes of a cell on the wire
/// @param payload bytes of a packet in it, or 0
public record Cells(int bytes, int payload) {
    public static Cells of(Preset preset) {
        return new Cells(preset.intValue("network.cell_bytes"), preset.intValue("network.cell_payload"));
    }

    /// How many a packet takes, at least one.
    public int count(int packetBytes) {
        return payload == 0 ? 1 : Math.ceilDiv(packetBytes, payload);
    }

    /// What a packet takes on the wire.
    public int onTheWire(int packetBytes) {
        return payload == 0 ? packetBytes : count(packetBytes) * bytes;
    }
}
