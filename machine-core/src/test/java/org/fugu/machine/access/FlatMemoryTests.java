package org.fugu.machine.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.coherence.CoherenceMessage.Kind;
import org.fugu.machine.cpu.AccessKind;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Bytes;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.memory.PhysicalAddress;
import org.fugu.machine.tlb.Tlb;
import org.fugu.machine.tlb.Translation;
import org.junit.jupiter.api.Test;

/// Memory of functional runs, of two nodes: an access takes no time, and what it says is there at once.
class FlatMemoryTests {
    private static final LineShape LINES = new LineShape(16);
    private static final long PAGE = 3;
    private static final long FRAME = 5;
    private static final long VIRTUAL = PAGE << 12 | 0x48;
    private static final long PHYSICAL = FRAME << 12 | 0x48;

    private final Dram[] memories = {new Dram(), new Dram()};
    private final Reservations reservations = new Reservations(2, LINES);
    private final Side side = new Side(0);
    private final Side other = new Side(1);

    private final class Side {
        final NodeClock clock = new NodeClock();
        final Contexts contexts = new Contexts(1, LINES);
        final Mmu mmu = new Mmu(8, LINES, contexts);
        final FlatMemory memory;

        Side(int node) {
            memory = new FlatMemory(node, clock, mmu, contexts, LINES, memories, reservations);
            mmu.tlb().write(0, PAGE, FRAME, Tlb.READ | Tlb.WRITE | Tlb.EXECUTE);
        }

        void store(long value) {
            assertThat(memory.acquire(VIRTUAL, 8, AccessKind.STORE)).isEqualTo(AccessPort.READY);
            Bytes.putLong(memory.frame, memory.offset, value);
        }

        long load() {
            assertThat(memory.acquire(VIRTUAL, 8, AccessKind.LOAD)).isEqualTo(AccessPort.READY);
            return Bytes.getLong(memory.frame, memory.offset);
        }
    }

    @Test
    void anAccessOfEveryKindIsMadeAtOnceAndTakesNoTime() {
        for (var kind : AccessKind.values()) {
            assertThat(side.memory.acquire(VIRTUAL, 8, kind)).as("%s", kind).isEqualTo(AccessPort.READY);
            assertThat(side.memory.physicalAddress).isEqualTo(PHYSICAL);
        }
        assertThat(side.clock.now).isZero();
        side.store(7);
        assertThat(other.load()).isEqualTo(7);
    }

    @Test
    void anotherNodesStoreEndsAReservationAndOneOfItsOwnDoesNot() {
        var context = side.contexts.current();
        side.memory.acquire(VIRTUAL, 8, AccessKind.LOAD_RESERVED);
        context.reservation = PHYSICAL & -16;
        side.store(1);
        assertThat(context.reservation).isEqualTo(PHYSICAL & -16);
        other.store(2);
        assertThat(context.reservation).isEqualTo(Context.NO_RESERVATION);
    }

    @Test
    void aTranslationWhoseWordAnotherNodeChangedIsDroppedBeforeTheNextTurn() {
        long word = 9L << 12;
        Bytes.putLong(side.memory.frameAt(word), 0, 77);
        side.mmu.tlb().write(new Translation(0, 6, 7, Tlb.READ, Translation.NO_WORD, word, 77));
        side.memory.recheckTranslations();
        assertThat(side.memory.probe(6L << 12, AccessKind.LOAD)).isEqualTo(7L << 12);
        Bytes.putLong(side.memory.frameAt(word), PhysicalAddress.offsetInFrame(word), 78);
        side.memory.recheckTranslations();
        assertThat(side.memory.probe(6L << 12, AccessKind.LOAD)).isEqualTo(-1);
        assertThat(side.mmu.disturbances()).isEqualTo(1);
    }

    @Test
    void whoAsksForALineHearsOfItAtOnce() {
        List<Long> came = new ArrayList<>();
        side.memory.add(new LineWaiter() {
            @Override
            public void lineCame(long now, long line) {
                came.add(line);
            }
        });
        side.memory.fetch(5, PHYSICAL, true);
        assertThat(came).containsExactly(LINES.of(PHYSICAL));
    }

    @Test
    void storesThatWereMadeAheadAreTakenBack() {
        side.store(1);
        side.memory.ahead = true;
        side.store(2);
        assertThat(side.memory.storesAhead()).isEqualTo(1);
        assertThat(side.memory.isAsBefore(0)).isFalse();
        side.memory.journal().undo();
        side.memory.ahead = false;
        assertThat(side.load()).isEqualTo(1);
    }

    @Test
    void itHasNoPartInAProtocol() {
        side.store(1);
        var protocol = side.memory.protocol();
        for (var kind : Kind.values()) protocol.accept(0, kind, LINES.of(PHYSICAL), 1);
        protocol.releaseHeld(0);
        protocol.handled(0, LINES.of(PHYSICAL));
        assertThat(protocol.displacedBy(LINES.of(PHYSICAL))).isEqualTo(-1);
        assertThat(side.load()).isEqualTo(1);
        assertThat(side.clock.now).isZero();
    }
}
