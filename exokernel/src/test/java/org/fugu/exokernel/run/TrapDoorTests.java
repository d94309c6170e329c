package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fugu.exokernel.abi.GuestCsr;
import org.fugu.machine.Machine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The second network is a trap door. Programs fill the first one, so that launches wait on every node, and
/// nobody takes a message: kernels get the processors back for the next job's turn all the same.
class TrapDoorTests {
    private static final long QUANTUM = 20_000;
    private static final long LIMIT = 400_000;
    private static final int TURNS = (int) (LIMIT / QUANTUM) - 1;

    // The packet that says that a turn begins: its number follows.
    private static final long KIND = 0xff;
    private static final long TURN = 18;

    /// As docs/exokernel.md states it, on up to eight nodes: two messages that each take a page, and the
    /// packets to the other nodes.
    private static final long STATED = 7_600;

    /// Every rank sends to rank 0 without end.
    private static byte[] fills() {
        var text = new Assembler().li(Assembler.T0, 0).write(GuestCsr.UO0, Assembler.T0);
        int again = text.label();
        text.word(GuestCsr.ULAUNCH.number() << 20 | 5 << 12 | 0x73);
        return text.jump(again).program();
    }

    /// How long after the end of a quantum kernels hear of it.
    private static final class Listener extends Gap {
        final List<Long> late = new ArrayList<>();
        int blocked;
        private final Machine machine;

        Listener(Machine machine) {
            super("nothing is missing");
            this.machine = machine;
        }

        @Override
        void hears(Site site, long[] words) {
            if ((words[0] & KIND) != TURN) return;
            late.add(site.node.time().clock() - words[1] * QUANTUM);
            if (machine.node(site.node.id().index()).ucu().isBlocked()) blocked++;
        }
    }

    /// The leader's kernel may be in the middle of a message, and so may the one that hears of the turn.
    @ParameterizedTest
    @ValueSource(strings = {"2x1", "2x2", "4x2"})
    void kernelsGetControlBackWhileTheUserNetworkIsFull(String mesh) {
        var rectangle = mesh + "+0+0";
        var fills = CoRuns.limited(CoRuns.program(fills(), rectangle), LIMIT);
        var other = CoRuns.limited(CoRuns.program(CoRuns.loop(), rectangle), LIMIT);
        var request = CoRuns.sharing(mesh, new Turns(QUANTUM, 0), fills, other);
        var machine = Requests.machine(request, 1);
        var listener = new Listener(machine);
        new MachineRun(request, Member.of(request), machine, RunObserver.NONE, listener).toItsEnd();
        assertThat(listener.late).hasSize(TURNS * (machine.nodes().size() - 1));
        assertThat(listener.late).allMatch(late -> late > 0 && late <= STATED);
        assertThat(listener.blocked).as("launches that waited meanwhile").isPositive();
    }
}
