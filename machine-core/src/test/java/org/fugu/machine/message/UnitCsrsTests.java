package org.fugu.machine.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.fugu.machine.access.FlatMemory;
import org.fugu.machine.access.Mmu;
import org.fugu.machine.access.Reservations;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.cpu.Contexts;
import org.fugu.machine.cpu.CsrPort;
import org.fugu.machine.memory.Dram;
import org.fugu.machine.memory.LineShape;
import org.fugu.machine.network.Outbox;
import org.fugu.machine.network.Traffic;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.state.StateHash;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unit's registers as instructions see them, without a node: each access is answered in its time, or
/// traps and has changed nothing.
class UnitCsrsTests {
    private static final int GROUP = 5;
    private static final int WRITE = 1;
    private static final int SET = 2;
    private static final int CLEAR = 3;
    private static final Preset PRESET = Preset.named("fugu");
    private static final LineShape LINES = new LineShape(16);

    private final Rig rig = new Rig();

    private static final class Rig {
        final NodeClock clock = new NodeClock();
        final Contexts contexts = new Contexts(1, LINES);
        final List<UserMessage> sent = new ArrayList<>();
        final Ucu ucu = new Ucu(clock, 1, PRESET, new NoUnitPort() {
            @Override
            public void launch(long time, int destination, int group, long[] words, int length, byte[] bulk) {
                sent.add(new UserMessage(group, Arrays.copyOf(words, length), bulk));
            }
        });
        final UnitCsrs csrs;

        Rig() {
            var memory = new FlatMemory(
                    0,
                    clock,
                    new Mmu(8, LINES, contexts),
                    contexts,
                    LINES,
                    new Dram[] {new Dram()},
                    new Reservations(1, LINES));
            var dma = new UserDma(memory, ucu, new NoEvents(), PRESET, true);
            csrs = new UnitCsrs(0, clock, memory, ucu, dma, PRESET, true);
            ucu.load(0, new UnitState(1).member(GROUP, 1, 4, 9).bind(0, GROUP, new NodeId(0), new NodeId(1)));
        }

        int access(int number, int operation, boolean writes, long operand) {
            return csrs.csr(contexts.current(), number, operation, writes, operand);
        }

        int read(int number) {
            return access(number, SET, false, 0);
        }

        int write(int number, long value) {
            return access(number, WRITE, true, value);
        }

        void arrive(long... words) {
            var packet = new Outbox(0).launch(0, Traffic.USER, 0, 0, 0);
            packet.user(GROUP, words, 0, words.length, new byte[0]);
            ucu.arrive(clock.now, packet, 0);
        }

        void recogniseInterrupt() {
            ucu.driveInterruptLine();
            if (clock.interrupting) csrs.interrupt(contexts.current());
        }

        String state() {
            var hash = new StateHash();
            ucu.save(hash);
            contexts.current().save(hash);
            return hash.hex();
        }
    }

    private static final class NoEvents implements UnitSchedule {
        @Override
        public void timerExpires(long time, long run) {}

        @Override
        public void kernelMessage(long time) {}

        @Override
        public void moves(long time, boolean stores) {
            throw new AssertionError("there are no bulk data");
        }
    }

    @Test
    void readingAnyNumberChangesNothingOrTraps() {
        rig.arrive(3, 4);
        var before = rig.state();
        int answered = 0;
        for (int number = 0; number < 4096; number++) {
            int answer = rig.read(number);
            boolean launches = number == CsrNumber.ULAUNCH || number == CsrNumber.ULAUNCHC;
            if (Ucu.has(number) && !launches) {
                assertThat(answer).as("%x", number).isEqualTo(CsrPort.READY);
                answered++;
            } else {
                assertThat(answer).as("%x", number).isEqualTo(CsrPort.FAULT);
                assertThat(rig.csrs.cause).isEqualTo(TrapCause.ILLEGAL_INSTRUCTION);
            }
        }
        assertThat(answered).isEqualTo(20 - 2 + 11);
        assertThat(rig.state()).isEqualTo(before);
    }

    @Test
    void aRegisterIsWrittenOrItsBitsAreSetOrClearedAndTheOldValueIsAnswered() {
        rig.write(CsrNumber.USCRATCH0, 0b1100);
        rig.access(CsrNumber.USCRATCH0, SET, true, 0b0110);
        assertThat(rig.csrs.value).isEqualTo(0b1100);
        rig.access(CsrNumber.USCRATCH0, CLEAR, true, 0b0101);
        assertThat(rig.csrs.value).isEqualTo(0b1110);
        rig.read(CsrNumber.USCRATCH0);
        assertThat(rig.csrs.value).isEqualTo(0b1010);
    }

    @Test
    void whatIsReadOnlyCannotBeWritten() {
        var before = rig.state();
        for (int number = CsrNumber.UI0; number <= CsrNumber.UNODE; number++) {
            assertThat(rig.write(number, 1)).as("%x", number).isEqualTo(CsrPort.FAULT);
        }
        assertThat(rig.state()).isEqualTo(before);
    }

    @Test
    void aMessageGoesOutAsTheHardwareKnowsItsSender() {
        rig.write(CsrNumber.UO0, 0xffffL << 32 | 1);
        rig.write(CsrNumber.UO0 + 1, 77);
        long since = rig.clock.now;
        assertThat(rig.write(CsrNumber.ULAUNCH, 1)).isEqualTo(CsrPort.READY);
        assertThat(rig.clock.now - since).isGreaterThanOrEqualTo(PRESET.value("message.launch") - 1);
        assertThat(rig.sent).hasSize(1);
        assertThat(rig.sent.getFirst().words()).containsExactly(0xffffL << 32 | 1, 77);
        assertThat(rig.sent.getFirst().group()).isEqualTo(GROUP);
    }

    @Test
    void aConditionalLaunchAnswersWhereAnotherWaits() {
        rig.write(CsrNumber.UO0, 1);
        rig.ucu.backpressure(true);
        assertThat(rig.write(CsrNumber.ULAUNCH, 0)).isEqualTo(CsrPort.STALLED);
        assertThat(rig.write(CsrNumber.ULAUNCHC, 0)).isEqualTo(CsrPort.READY);
        assertThat(rig.csrs.value).isZero();
        rig.ucu.backpressure(false);
        assertThat(rig.write(CsrNumber.ULAUNCHC, 0)).isEqualTo(CsrPort.READY);
        assertThat(rig.csrs.value).isEqualTo(1);
        assertThat(rig.sent).hasSize(1);
    }

    @Test
    void toNobodyAndOfNothingTraps() {
        rig.write(CsrNumber.UO0, 2);
        assertThat(rig.write(CsrNumber.ULAUNCH, 0)).isEqualTo(CsrPort.FAULT);
        assertThat(rig.csrs.cause).isEqualTo(TrapCause.WRONG_GROUP);
        assertThat(rig.write(CsrNumber.UDISPOSE, 0)).isEqualTo(CsrPort.FAULT);
        assertThat(rig.csrs.cause).isEqualTo(TrapCause.DISPOSE_EMPTY);
        assertThat(rig.write(CsrNumber.USINK, 0)).isEqualTo(CsrPort.FAULT);
        assertThat(rig.csrs.cause).isEqualTo(TrapCause.DISPOSE_EMPTY);
        assertThat(rig.sent).isEmpty();
    }

    @Test
    void anInterruptEntersTheHandlerAndReturningGoesBack() {
        var context = rig.contexts.current();
        context.pc = 0x1000;
        context.reservation = 0x40;
        assertThat(rig.csrs.interrupt(context)).as("nothing has come").isFalse();
        rig.write(CsrNumber.UIVEC, 0x8000);
        rig.arrive(3);
        assertThat(rig.csrs.interrupt(context)).isTrue();
        assertThat(context.pc).isEqualTo(0x8000);
        assertThat(context.handling).isTrue();
        assertThat(context.reservation).isEqualTo(Context.NO_RESERVATION);
        assertThat(rig.csrs.interrupt(context)).as("a handler is atomic").isFalse();
        assertThat(rig.write(CsrNumber.UDISPOSE, 0)).isEqualTo(CsrPort.READY);
        assertThat(rig.write(CsrNumber.URET, 0)).isEqualTo(CsrPort.REDIRECTED);
        assertThat(context.pc).isEqualTo(0x1000);
        assertThat(context.handling).isFalse();
    }

    /// What is done ahead of time is what would have been done then.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aheadOfTimeTheSameIsAnsweredOrNothingIsDone(long seed) {
        var random = new Random(seed);
        int done = 0;
        var ahead = new Rig();
        var certain = new Rig();
        for (int step = 0; step < 5_000; step++) {
            // No handler is installed. What waits is the same whoever asks.
            if (step == 3_000) for (var rig : List.of(ahead, certain)) rig.arrive(3, 4);
            int number = random.nextBoolean() ? CsrNumber.UO0 + random.nextInt(20) : CsrNumber.UI0 + random.nextInt(11);
            int operation = 1 + random.nextInt(3);
            boolean writes = random.nextInt(3) == 0 && number < CsrNumber.UI0;
            long operand = random.nextInt(16);
            var before = ahead.state();
            int answer = ahead.csrs.ahead(number, operation, writes, operand);
            if (answer == CsrPort.LATER) {
                assertThat(ahead.state()).isEqualTo(before);
                continue;
            }
            done++;
            assertThat(certain.access(number, operation, writes, operand)).isEqualTo(answer);
            assertThat(ahead.csrs.value).isEqualTo(certain.csrs.value);
            assertThat(ahead.clock.now).isEqualTo(certain.clock.now);
            assertThat(ahead.state()).isEqualTo(certain.state());
        }
        assertThat(done).isGreaterThan(1_000);
    }

    /// An atomic section within one, while a message waits that lets the timer count.
    @Test
    void whatChangesNothingMayBeWrittenAheadOfTime() {
        rig.write(CsrNumber.UAC, 1);
        rig.arrive(3, 4);
        assertThat(rig.csrs.ahead(CsrNumber.UAC, SET, true, 1)).isEqualTo(CsrPort.READY);
        assertThat(rig.csrs.value).isEqualTo(1);
        assertThat(rig.ucu.journal().hasLooked()).isTrue();
        assertThat(rig.csrs.ahead(CsrNumber.UAC, CLEAR, true, 1)).isEqualTo(CsrPort.LATER);
    }

    @Test
    void nothingIsDoneAtOnceBehindWhichTheNextMessageInterrupts() {
        rig.arrive(3, 4);
        rig.arrive(3, 5);
        assertThat(rig.csrs.makesAtOnce(CsrNumber.UIVEC, WRITE, true, 0x8000)).isFalse();
        rig.write(CsrNumber.UIVEC, 0x8000);
        assertThat(rig.csrs.makesAtOnce(CsrNumber.UDISPOSE, WRITE, true, 0)).isFalse();
        rig.write(CsrNumber.UAC, 1);
        assertThat(rig.csrs.makesAtOnce(CsrNumber.UDISPOSE, WRITE, true, 0)).isTrue();
        assertThat(rig.csrs.makesAtOnce(CsrNumber.UAC, WRITE, true, 0)).isFalse();
    }

    /// What translated code does in a call is what the interpreter would do, and nothing interrupts behind it.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void atOnceTheSameIsAnsweredOrNothingIsDone(long seed) {
        var random = new Random(seed);
        var made = new TreeMap<Integer, Integer>();
        var refused = new TreeMap<Integer, Integer>();
        var one = new Rig();
        var other = new Rig();
        for (int step = 0; step < 20_000; step++) {
            if (random.nextInt(20) == 0) {
                for (var rig : List.of(one, other)) {
                    rig.arrive(3, step);
                    rig.recogniseInterrupt();
                }
            }
            if (random.nextInt(50) == 0) {
                boolean stops = !one.ucu.isBlocked();
                for (var rig : List.of(one, other)) rig.ucu.backpressure(stops);
            }
            int number = random.nextBoolean() ? CsrNumber.UO0 + random.nextInt(20) : CsrNumber.UI0 + random.nextInt(11);
            int operation = 1 + random.nextInt(3);
            boolean writes = random.nextInt(3) > 0;
            long operand = random.nextInt(4);
            var before = one.state();
            if (one.csrs.makesAtOnce(number, operation, writes, operand)) {
                made.merge(number, 1, Integer::sum);
                assertThat(other.access(number, operation, writes, operand)).isEqualTo(CsrPort.READY);
                assertThat(one.csrs.value).isEqualTo(other.csrs.value);
                assertThat(one.clock.now).isEqualTo(other.clock.now);
                assertThat(one.clock.interrupting).isFalse();
            } else {
                refused.merge(number, 1, Integer::sum);
                assertThat(one.state()).isEqualTo(before);
                for (var rig : List.of(one, other)) {
                    rig.access(number, operation, writes, operand);
                    rig.recogniseInterrupt();
                }
            }
            assertThat(one.state()).isEqualTo(other.state());
            assertThat(one.sent).hasSameSizeAs(other.sent);
        }
        assertThat(made)
                .containsKeys(
                        CsrNumber.UO0,
                        CsrNumber.ULAUNCH,
                        CsrNumber.ULAUNCHC,
                        CsrNumber.UDISPOSE,
                        CsrNumber.UAC,
                        CsrNumber.USTAT);
        assertThat(refused)
                .containsKeys(CsrNumber.ULAUNCH, CsrNumber.UDISPOSE, CsrNumber.USINK, CsrNumber.UAC, CsrNumber.URET);
    }
}
