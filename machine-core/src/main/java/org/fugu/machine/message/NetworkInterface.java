package org.fugu.machine.message;

import org.fugu.machine.network.Cells;
import org.fugu.machine.preset.Preset;

/// How far the message unit is from its processor: what reaching it takes beyond the unit's own
/// cycles. In Fugu it is next to the registers and all of this is nothing; on a workstation it is a
/// board on a bus, and the kernel may stand in between.
///
/// All times in cycles. What is paid for a cell is paid for each that the message takes on the wire.
///
/// @param exists whether there is a unit at all: without one `ustat` says so, and launches fail
/// @param word a word of the descriptor written, a word of the head message or the status read
/// @param sendCell the kernel's path for each cell of a message that is launched
/// @param receiveCell the same for a message that is disposed of
/// @param sendMessage an acknowledgement expected, once a message
/// @param receiveMessage an acknowledgement given, once a message
/// @param checksum nanoseconds a byte, on both sides
/// @param clock in kHz
/// @param header bytes that the network adds to a message
public record NetworkInterface(
        boolean exists,
        long word,
        long sendCell,
        long receiveCell,
        long sendMessage,
        long receiveMessage,
        long checksum,
        long clock,
        int header,
        Cells cells) {
    private static final long NANOSECONDS_A_MILLISECOND = 1_000_000;

    public static NetworkInterface of(Preset preset) {
        boolean traps = preset.value("ni.access") == 1;
        long acknowledge = preset.cyclesOf("ni.acknowledge");
        return new NetworkInterface(
                hasUnit(preset),
                preset.cyclesOf("ni.word"),
                traps ? preset.cyclesOf("ni.trap") : 0,
                traps ? preset.cyclesOf("ni.receive_trap") : 0,
                acknowledge,
                acknowledge,
                preset.value("ni.checksum"),
                preset.value("processor.clock"),
                preset.intValue("network.header"),
                Cells.of(preset));
    }

    /// The interface of a functional run: as near as can be.
    public static NetworkInterface untimed(Preset preset) {
        return new NetworkInterface(hasUnit(preset), 0, 0, 0, 0, 0, 0, 1, 0, new Cells(0, 0));
    }

    private static boolean hasUnit(Preset preset) {
        return preset.value("message.unit") == 1;
    }

    /// What a CSR takes to reach: those of the message, the others are the processor's own.
    public long access(int csr) {
        boolean far = csr < CsrNumber.ULAUNCH || csr >= CsrNumber.UI0 && csr <= CsrNumber.USTAT;
        return far ? word : 0;
    }

    /// From the launch to the moment at which the message is on its way.
    ///
    /// @param doubleWords of the message, descriptor words included
    public long launch(int doubleWords) {
        return sendMessage + sendCell * cellsOf(doubleWords) + summed(doubleWords);
    }

    /// What disposing of a message takes, whose words were read before.
    public long dispose(int doubleWords) {
        return receiveMessage + receiveCell * cellsOf(doubleWords) + summed(doubleWords);
    }

    private int cellsOf(int doubleWords) {
        return cells.count(header + doubleWords * Long.BYTES);
    }

    private long summed(int doubleWords) {
        return Math.ceilDiv(checksum * doubleWords * Long.BYTES * clock, NANOSECONDS_A_MILLISECOND);
    }
}
