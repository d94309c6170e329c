package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.fugu.exokernel.abi.AddressSpace;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.exokernel.call.FakeNode;
import org.fugu.exokernel.capability.CapabilityTable;
import org.fugu.exokernel.environment.Ending;
import org.fugu.machine.cpu.Context;
import org.fugu.machine.state.SnapshotReader;
import org.fugu.machine.state.SnapshotWriter;
import org.fugu.machine.tlb.Translation;
import org.fugu.machine.topology.NodeId;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCallsTests {
    private static final long PAGE = 0x50000;
    private static final int READ = Right.READ.bit();
    private static final int WRITE = Right.WRITE.bit();

    private final KernelFixture it = new KernelFixture();

    @ParameterizedTest(name = "{0}")
    @MethodSource("badInputs")
    void badInputIsRefusedAndChangesNothing(String what, long error, ToLongFunction<KernelFixture> call) {
        it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), 2);
        var before = it.state();
        long clock = it.node.clock;
        long pc = it.context.pc;

        assertThat(call.applyAsLong(it)).isEqualTo(error);

        assertThat(it.state()).as("state").isEqualTo(before);
        assertThat(it.node.clock).as("even a refusal takes time").isGreaterThan(clock);
        assertThat(it.context.pc).as("the call is over").isEqualTo(pc + 4);
    }

    static Stream<Arguments> badInputs() {
        var badHandle = KernelError.BAD_HANDLE;
        var wrongObject = KernelError.WRONG_OBJECT;
        var missingRight = KernelError.MISSING_RIGHT;
        var badAddress = KernelError.BAD_ADDRESS;
        var badArgument = KernelError.BAD_ARGUMENT;
        return Stream.of(
                bad("no call", KernelError.NO_SUCH_CALL, k -> k.callNumber(4200)),
                bad("negative call", KernelError.NO_SUCH_CALL, k -> k.callNumber(-1)),
                bad("a Linux call we lack", KernelError.NO_SUCH_CALL, k -> k.callNumber(222)),
                Arguments.of("write to stdin", -9L, fn(k -> k.call(SystemCall.LINUX_WRITE, 0, KernelFixture.DATA, 1))),
                Arguments.of("write from nowhere", -14L, fn(k -> k.call(SystemCall.LINUX_WRITE, 1, PAGE, 1))),
                bad("console: handle 0", badHandle, k -> k.call(SystemCall.CONSOLE_WRITE, 0, KernelFixture.DATA, 1)),
                bad(
                        "console: memory's handle",
                        wrongObject,
                        k -> k.call(SystemCall.CONSOLE_WRITE, k.memoryHandle(), KernelFixture.DATA, 1)),
                bad("console: unmapped", badAddress, k -> console(k, PAGE, 1)),
                bad("console: runs off the segment", badAddress, k -> console(k, KernelFixture.DATA + 0x1fff, 2)),
                bad("console: shared segment", badAddress, k -> console(k, KernelFixture.SHARED, 1)),
                bad("console: negative address", badAddress, k -> console(k, -8, 4)),
                bad("console: end of the address space", badAddress, k -> console(k, AddressSpace.END - 4, 8)),
                bad("console: overflow", badAddress, k -> console(k, Long.MAX_VALUE, 4096)),
                bad("allocate: handle 0", badHandle, k -> k.call(SystemCall.FRAME_ALLOCATE, 0, 1)),
                bad(
                        "allocate: console's handle",
                        wrongObject,
                        k -> k.call(SystemCall.FRAME_ALLOCATE, k.consoleHandle(), 1)),
                bad("allocate: none", badArgument, k -> allocate(k, 0)),
                bad("allocate: too many", badArgument, k -> allocate(k, 1025)),
                bad("allocate: far too many", badArgument, k -> allocate(k, (1L << 32) + 1)),
                bad("allocate: more than there are", KernelError.OUT_OF_FRAMES, k -> allocate(k, 500)),
                bad("allocate: another node's frame", badArgument, k -> allocateNamed(k, 1, 1L << 20 | 1)),
                bad("allocate: no frame", badArgument, k -> allocateNamed(k, 1, -2)),
                bad("allocate: a frame far out", badArgument, k -> allocateNamed(k, 1, Long.MAX_VALUE - 1)),
                bad("allocate: over the end", badArgument, k -> allocateNamed(k, 1024, 0)),
                bad("allocate: the program's own", KernelError.IN_USE, k -> allocateNamed(k, 1, loaded(k))),
                bad("inspect: the console's frame", wrongObject, k -> name(k, k.consoleHandle(), 0)),
                bad("inspect: a page too far", badArgument, k -> name(k, k.segmentHandle(0), 1)),
                bad("inspect: no page", badArgument, k -> name(k, k.segmentHandle(0), -2)),
                bad("free: bad handle", badHandle, k -> k.call(SystemCall.FRAME_FREE, 12345)),
                bad("free: memory itself", wrongObject, k -> k.call(SystemCall.FRAME_FREE, k.memoryHandle())),
                bad("free: a segment", wrongObject, k -> k.call(SystemCall.FRAME_FREE, k.segmentHandle(1))),
                bad("bind: bad handle", badHandle, k -> bind(k, 0, 0, PAGE, READ)),
                bad("bind: the console", wrongObject, k -> bind(k, k.consoleHandle(), 0, PAGE, READ)),
                bad("bind: no rights", badArgument, k -> bind(k, k.segmentHandle(0), 0, PAGE, 0)),
                bad("bind: derive is no page right", badArgument, k -> bind(k, k.segmentHandle(0), 0, PAGE, 8)),
                bad("bind: high bits", badArgument, k -> bind(k, k.segmentHandle(0), 0, PAGE, 1L << 32 | 1)),
                bad("bind: text for writing", missingRight, k -> bind(k, k.segmentHandle(0), 0, PAGE, WRITE)),
                bad("bind: page index", badArgument, k -> bind(k, k.segmentHandle(0), 1, PAGE, READ)),
                bad("bind: negative index", badArgument, k -> bind(k, k.segmentHandle(0), -1, PAGE, READ)),
                bad("bind: word across lines", badArgument, k -> bindBy(k, KernelFixture.SHARED + 4)),
                bad("bind: word that is not mapped", badAddress, k -> bindBy(k, PAGE)),
                bad("bind: word out of range", badAddress, k -> bindBy(k, AddressSpace.END)),
                bad("bind: negative word", badAddress, k -> bindBy(k, -8)),
                bad("shoot down: out of range", badAddress, k -> k.call(SystemCall.TLB_SHOOTDOWN, -1)),
                bad("bind: inside a page", badAddress, k -> bind(k, k.segmentHandle(0), 0, PAGE + 8, READ)),
                bad("bind: negative address", badAddress, k -> bind(k, k.segmentHandle(0), 0, -4096, READ)),
                bad(
                        "bind: over the address space",
                        badAddress,
                        k -> bind(k, k.segmentHandle(0), 0, AddressSpace.END, READ)),
                bad(
                        "bind: over the stack",
                        badAddress,
                        k -> bind(k, k.segmentHandle(0), 0, AddressSpace.STACK_START, READ)),
                bad(
                        "bind: over guaranteed data",
                        badAddress,
                        k -> bind(k, k.segmentHandle(0), 0, KernelFixture.GUARANTEED, READ)),
                bad("unbind: out of range", badAddress, k -> k.call(SystemCall.TLB_DROP, -1)),
                bad("unbind: pages out of range", badAddress, k -> k.call(SystemCall.TLB_DROP, (1L << 47) - 0x2000, 3)),
                bad("unbind: too many pages", badArgument, k -> k.call(SystemCall.TLB_DROP, PAGE, 129)),
                bad("unbind: fewer than no pages", badArgument, k -> k.call(SystemCall.TLB_DROP, PAGE, -1)),
                bad("derive: bad handle", badHandle, k -> k.call(SystemCall.CAP_DERIVE, 0, 0)),
                bad("derive: unknown right", badArgument, k -> k.call(SystemCall.CAP_DERIVE, k.memoryHandle(), 0x20)),
                bad("derive: more rights", missingRight, k -> k.call(SystemCall.CAP_DERIVE, k.memoryHandle(), READ)),
                bad("delete: bad handle", badHandle, k -> k.call(SystemCall.CAP_DELETE, -5)),
                bad("revoke: bad handle", badHandle, k -> k.call(SystemCall.CAP_REVOKE, 4095)),
                bad("inspect: bad handle", badHandle, k -> k.call(SystemCall.CAP_INSPECT, 1L << 40)),
                bad("entry: odd", badAddress, k -> k.call(SystemCall.EXCEPTION_ENTRY, 0x10001)),
                bad("entry: out of range", badAddress, k -> k.call(SystemCall.EXCEPTION_ENTRY, AddressSpace.END)),
                bad("metric: no name", badArgument, k -> metric(k, k.put("data"), 0)),
                bad("metric: long name", badArgument, k -> metric(k, k.put("data"), 65)),
                bad("metric: unmapped", badAddress, k -> metric(k, PAGE, 4)),
                bad("metric: bytes that are no name", badArgument, k -> metric(k, KernelFixture.DATA, 5)),
                bad("unit: no name", badArgument, k -> unit(k, k.put("data"), 0, 4)),
                bad("unit: long name", badArgument, k -> unit(k, k.put("data"), 65, 4)),
                bad("unit: negative length of the name", badArgument, k -> unit(k, k.put("data"), -1, 4)),
                bad("unit: name with high bits of length", badArgument, k -> unit(k, k.put("data"), 1L << 32 | 4, 4)),
                bad("unit: unmapped name", badAddress, k -> unit(k, PAGE, 4, 4)),
                bad("unit: bytes that are no name", badArgument, k -> unit(k, KernelFixture.DATA, 5, 4)),
                bad("unit: long unit", badArgument, k -> unit(k, k.put("data"), 4, 33)),
                bad("unit: negative length", badArgument, k -> unit(k, k.put("data"), 4, -1)),
                bad("unit: high bits of length", badArgument, k -> unit(k, k.put("data"), 4, 1L << 32 | 4)),
                bad("unit: unmapped", badAddress, k -> unit(k, k.put("data"), 4, PAGE, 4)),
                bad("unit: beyond the address space", badAddress, k -> unit(k, k.put("data"), 4, -8, 16)),
                bad("context: bad handle", badHandle, k -> k.call(SystemCall.CONTEXT_START, 0, 1, KernelFixture.TEXT)),
                bad(
                        "context: memory's handle",
                        wrongObject,
                        k -> k.call(SystemCall.CONTEXT_START, k.memoryHandle(), 1, KernelFixture.TEXT)),
                bad("context: one too many", badArgument, k -> startContext(k, 4, KernelFixture.TEXT)),
                bad("context: negative", badArgument, k -> startContext(k, -1, KernelFixture.TEXT)),
                bad("context: high bits", badArgument, k -> startContext(k, 1L << 32 | 1, KernelFixture.TEXT)),
                bad("context: odd entry", badAddress, k -> startContext(k, 1, KernelFixture.TEXT + 1)),
                bad("context: entry out of range", badAddress, k -> startContext(k, 1, AddressSpace.END)),
                bad("context: its own", KernelError.IN_USE, k -> startContext(k, 0, KernelFixture.TEXT)),
                bad("context: the last one ends", badArgument, k -> k.call(SystemCall.CONTEXT_END)),
                bad("region: other mark", badArgument, k -> k.call(SystemCall.REGION, 2)),
                bad("region: end without begin", badArgument, k -> k.call(SystemCall.REGION, 0)));
    }

    private static Arguments bad(String what, KernelError error, ToLongFunction<KernelFixture> call) {
        return Arguments.of(what, (long) error.number(), call);
    }

    private static ToLongFunction<KernelFixture> fn(ToLongFunction<KernelFixture> call) {
        return call;
    }

    private static long console(KernelFixture k, long address, long bytes) {
        return k.call(SystemCall.CONSOLE_WRITE, k.consoleHandle(), address, bytes);
    }

    private static long allocate(KernelFixture k, long frames) {
        return k.call(SystemCall.FRAME_ALLOCATE, k.memoryHandle(), frames);
    }

    private static long allocateNamed(KernelFixture k, long frames, long first) {
        return k.call(SystemCall.FRAME_ALLOCATE, k.memoryHandle(), frames, first + 1);
    }

    private static long name(KernelFixture k, long handle, long page) {
        return k.call(SystemCall.CAP_INSPECT, handle, page + 1);
    }

    private static long loaded(KernelFixture k) {
        return k.environment().loadedFrame(KernelFixture.DATA >>> AddressSpace.PAGE_SHIFT);
    }

    private static long bind(KernelFixture k, long handle, long index, long address, long rights) {
        return k.call(SystemCall.TLB_WRITE, handle, index, address, rights, 0);
    }

    private static long bindBy(KernelFixture k, long wordAddress) {
        return k.call(SystemCall.TLB_WRITE, k.segmentHandle(1), 0, PAGE, READ, wordAddress, 0);
    }

    private static long startContext(KernelFixture k, long context, long entry) {
        return k.call(SystemCall.CONTEXT_START, k.processorHandle(), context, entry, 0x5000, 11, 12);
    }

    private static long metric(KernelFixture k, long address, long bytes) {
        return k.call(SystemCall.METRIC, address, bytes, 1);
    }

    private static long unit(KernelFixture k, long address, long bytes, long unitBytes) {
        return unit(k, address, bytes, KernelFixture.DATA, unitBytes);
    }

    private static long unit(KernelFixture k, long address, long bytes, long unitAddress, long unitBytes) {
        return k.call(SystemCall.METRIC_UNIT, address, bytes, unitAddress, unitBytes);
    }

    /// Declares a unit, written where the name `data` does not lie.
    private static long unit(KernelFixture k, String unit) {
        var bytes = unit.getBytes(StandardCharsets.UTF_8);
        return unit(k, KernelFixture.DATA, 4, k.put(100, bytes), bytes.length);
    }

    @Test
    void rightsThatWereNotDerivedAreMissing() {
        long weak = it.call(SystemCall.CAP_DERIVE, it.memoryHandle(), Right.DERIVE.bit());
        assertThat(it.call(SystemCall.FRAME_ALLOCATE, weak, 1)).isEqualTo(-3);
        long mute = it.call(SystemCall.CAP_DERIVE, it.consoleHandle(), 0);
        assertThat(it.call(SystemCall.CONSOLE_WRITE, mute, KernelFixture.DATA, 1))
                .isEqualTo(-3);
        assertThat(it.call(SystemCall.CAP_DERIVE, mute, 0)).isEqualTo(-3);
        assertThat(it.call(SystemCall.CAP_REVOKE, mute)).isEqualTo(-3);
        long frames = allocate(it, 1);
        long copy = it.call(SystemCall.CAP_DERIVE, frames, 0xf);
        assertThat(it.call(SystemCall.FRAME_FREE, copy))
                .as("only the owner frees")
                .isEqualTo(-3);
    }

    @ParameterizedTest
    @EnumSource(
            value = SystemCall.class,
            names = {"EXIT", "LINUX_EXIT", "LINUX_EXIT_GROUP", "EXCEPTION_DECLINE"},
            mode = EnumSource.Mode.EXCLUDE)
    void aCallCostsAtLeastItsPathAndGoesOnBehindItself(SystemCall call) {
        it.call(call);
        assertThat(it.node.clock).isGreaterThanOrEqualTo(call.path());
        assertThat(it.context.pc).isEqualTo(KernelFixture.TEXT + 4);
    }

    @Test
    void aTranslationNamesTheWordsItFollowsFrom() {
        long frames = allocate(it, 2);
        assertThat(it.call(SystemCall.TLB_WRITE, frames, 1, PAGE, READ, KernelFixture.SHARED + 0x18, 77))
                .isZero();
        var bound = it.node.bound.getLast();
        var shared = Objects.requireNonNull(it.environment().guaranteed(KernelFixture.SHARED >>> 12));
        assertThat(bound.tableWord()).isEqualTo((shared.frame(KernelFixture.SHARED >>> 12) << 12) + 0x18);
        assertThat(bound.expected()).isEqualTo(77);
        assertThat(bound.bindWord())
                .as("16 bytes a frame, above all that can be allocated")
                .isEqualTo(((long) KernelFixture.FRAMES << 12) + bound.frame() * 16);
    }

    @Test
    void freeingWritesTheBindWordOfEveryFrameThatWasMapped() {
        long frames = allocate(it, 3);
        bind(it, frames, 0, PAGE, READ);
        bind(it, frames, 0, PAGE + 0x1000, READ);
        bind(it, frames, 2, PAGE + 0x2000, READ);
        var words = it.node.bound.stream().map(Translation::bindWord).distinct().toList();
        assertThat(words).hasSize(2);
        assertThat(it.call(SystemCall.FRAME_FREE, frames)).isZero();
        assertThat(it.node.revoked).containsExactlyElementsOf(words);
    }

    @Test
    void aFrameIsNotHandedOutAgainBeforeEveryNodeThatHeldATranslationHasAnswered() {
        it.node.othersAnswerAtOnce = false;
        long frames = allocate(it, 1);
        long frame = frameOf(frames);
        it.node.localFrame((int) frame)[0] = 1;
        int available = it.environment().frames().available();

        assertThat(it.call(SystemCall.FRAME_FREE, frames)).isZero();

        assertThat(bind(it, frames, 0, PAGE, READ))
                .as("the name is gone at once")
                .isEqualTo(-1);
        assertThat(it.environment().frames().available()).isEqualTo(available);
        assertThat(allocate(it, available + 1)).isEqualTo(KernelError.OUT_OF_FRAMES.number());
        assertThat(it.node.localFrame((int) frame)[0])
                .as("who has a translation still sees it")
                .isEqualTo((byte) 1);

        it.kernel.revoked();

        assertThat(it.environment().frames().available()).isEqualTo(available + 1);
        assertThat(it.node.localFrame((int) frame)[0]).isZero();
        assertThat(allocate(it, available + 1)).isPositive();
        it.kernel.revoked();
        assertThat(it.environment().frames().available()).as("once").isZero();
    }

    @Test
    void whatIsLeavingIsInASnapshot() {
        it.node.othersAnswerAtOnce = false;
        int before = it.environment().frames().available();
        long frames = allocate(it, 2);
        bind(it, frames, 1, PAGE, READ);
        it.call(SystemCall.FRAME_FREE, frames);
        var file = new SnapshotWriter();
        it.kernel.save(file);
        it.environment().saveBesides(file);

        var again = new KernelFixture();
        var in = new SnapshotReader(file.toBytes());
        again.kernel.restore(in);
        again.environment().restoreBesides(in);
        in.end();
        assertThat(again.environment().frames().available()).isEqualTo(before - 2);
        again.kernel.revoked();
        assertThat(again.environment().frames().available()).isEqualTo(before);
    }

    @Test
    void deletingTheNameOfASharedSegmentTakesNothingFromOthers() {
        long name = it.segmentHandle(2);
        bind(it, name, 0, PAGE, READ);
        it.call(SystemCall.CAP_DELETE, name);
        assertThat(it.node.tlb).doesNotContainKey(PAGE >>> 12);
        assertThat(it.node.revoked).isEmpty();
    }

    @Test
    void aShootdownWaitsForEveryOtherNode() {
        var job = new KernelFixture(1, 3, KernelFixture.CONSOLE_BYTES);
        long frames = allocate(job, 1);
        bind(job, frames, 0, PAGE, READ);
        assertThat(job.call(SystemCall.TLB_SHOOTDOWN, PAGE)).isZero();
        assertThat(job.node.tlb).doesNotContainKey(PAGE >>> 12);
        assertThat(job.node.packets).hasSize(2);
        assertThat(job.node.suspended).isTrue();
        job.kernel.packet(0, new KernelPacket.Dropped(0, 0, PAGE >>> 12).words());
        assertThat(job.node.suspended).isTrue();
        job.kernel.packet(2, new KernelPacket.Dropped(0, 0, PAGE >>> 12).words());
        assertThat(job.node.suspended).isFalse();
    }

    @Test
    void aNodeThatIsAskedDropsItsTranslationAndAnswers() {
        long frames = allocate(it, 1);
        bind(it, frames, 0, PAGE, READ);
        it.kernel.packet(1, new KernelPacket.Drop(0, 0, PAGE >>> 12).words());
        assertThat(it.node.tlb).doesNotContainKey(PAGE >>> 12);
        assertThat(it.node.interrupts).isOne();
        assertThat(it.node.packets).containsExactly(new FakeNode.Packet(new NodeId(1), List.of(3L, PAGE >>> 12)));
    }

    @Test
    void consoleWritesAreKeptWithTheirCycleAndCharged() {
        assertThat(console(it, it.put("hello"), 5)).isEqualTo(5);
        var piece = Objects.requireNonNull(it.environment().console().pollBefore(Long.MAX_VALUE));
        assertThat(new String(piece.bytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
        assertThat(piece.cycle()).isEqualTo(SystemCall.CONSOLE_WRITE.path() + 5);
    }

    @Test
    void aLongWriteTakesOnePageAndCrossesPages() {
        assertThat(console(it, KernelFixture.DATA + 100, 1_000_000)).isEqualTo(4096);
        assertThat(it.call(SystemCall.LINUX_WRITE, 2, KernelFixture.DATA, -1)).isEqualTo(4096);
    }

    @Test
    void aBareProgramWithoutItsConsoleCannotWrite() {
        it.call(SystemCall.CAP_DELETE, it.consoleHandle());
        assertThat(it.call(SystemCall.LINUX_WRITE, 1, KernelFixture.DATA, 1)).isEqualTo(-9);
    }

    @Test
    void exceedingTheConsoleLimitEndsTheJobAtOnce() {
        var small = new KernelFixture(0, 2, 6);
        assertThat(console(small, small.put("abc"), 3)).isEqualTo(3);
        assertThat(small.end().verdict()).isNull();
        console(small, KernelFixture.DATA, 4);
        var verdict = Objects.requireNonNull(small.end().verdict());
        assertThat(verdict.ending()).isEqualTo(Ending.Stopped.CONSOLE_LIMIT);
        assertThat(small.node.halted).isTrue();
    }

    @Test
    void aProgramGetsTheFramesThatItNamesAndLearnsTheirNames() {
        long any = allocate(it, 3);
        long first = name(it, any, 0);
        assertThat(name(it, any, 2)).isEqualTo(first + 2);
        assertThat(allocateNamed(it, 2, first + 2)).as("one is taken").isEqualTo(KernelError.IN_USE.number());
        long chosen = allocateNamed(it, 2, first + 5);
        assertThat(name(it, chosen, 1)).isEqualTo(first + 6);
        assertThat(bind(it, chosen, 1, PAGE, READ)).isZero();
        assertThat(it.node.tlbProbe(1, PAGE >>> 12) >>> 3)
                .as("the machine's name")
                .isEqualTo(first + 6);
        assertThat(it.call(SystemCall.FRAME_FREE, any)).isZero();
        assertThat(name(it, allocateNamed(it, 5, first), 4))
                .as("up to what is taken")
                .isEqualTo(first + 4);
    }

    @Test
    void framesAreBoundUnboundAndGivenBackWithTheirBindings() {
        int before = it.environment().frames().available();
        long handle = allocate(it, 3);
        assertThat(it.call(SystemCall.CAP_INSPECT, handle)).isEqualTo(3 | 0xfL << 8 | 3L << 32);
        assertThat(bind(it, handle, 2, PAGE, READ | WRITE)).isZero();
        long entry = it.node.tlbProbe(1, PAGE >>> 12);
        assertThat(entry & 7).isEqualTo(3);
        it.node.localFrame((int) (entry >>> 3))[0] = 1;

        assertThat(it.call(SystemCall.FRAME_FREE, handle)).isZero();
        assertThat(it.node.tlb).isEmpty();
        assertThat(it.environment().frames().available()).isEqualTo(before);
        assertThat(it.node.localFrame((int) (entry >>> 3))[0])
                .as("nobody sees what was in it")
                .isZero();
        assertThat(bind(it, handle, 0, PAGE, READ)).isEqualTo(-1);
    }

    @Test
    void deletingTheOwnersHandleGivesTheFramesBackToo() {
        int before = it.environment().frames().available();
        it.call(SystemCall.CAP_DELETE, allocate(it, 4));
        assertThat(it.environment().frames().available()).isEqualTo(before);
    }

    @Test
    void revokingDropsExactlyTheBindingsMadeFromWhatWasDerived() {
        long owner = allocate(it, 2);
        long child = it.call(SystemCall.CAP_DERIVE, owner, READ | Right.DERIVE.bit());
        long grandchild = it.call(SystemCall.CAP_DERIVE, child, READ);
        bind(it, owner, 0, PAGE, READ);
        bind(it, child, 0, PAGE + 0x1000, READ);
        bind(it, grandchild, 0, PAGE + 0x2000, READ);

        assertThat(it.call(SystemCall.CAP_REVOKE, owner)).isZero();

        assertThat(it.node.tlb).containsOnlyKeys(PAGE >>> 12);
        assertThat(bind(it, child, 0, PAGE, READ)).isEqualTo(-1);
        assertThat(bind(it, owner, 1, PAGE, WRITE)).isZero();
    }

    @Test
    void aBindingThatWasReplacedStaysWhenItsOldSourceGoes() {
        long first = allocate(it, 1);
        long second = allocate(it, 1);
        bind(it, first, 0, PAGE, READ);
        bind(it, second, 0, PAGE, READ);
        it.call(SystemCall.FRAME_FREE, first);
        assertThat(it.node.tlb).containsKey(PAGE >>> 12);
        assertThat(it.call(SystemCall.TLB_DROP, PAGE + 5)).isEqualTo(1);
        assertThat(it.call(SystemCall.TLB_DROP, PAGE)).isZero();
        assertThat(it.node.tlb).isEmpty();
    }

    @Test
    void aRangeIsDroppedAndEachPageOfItIsCharged() {
        long frames = allocate(it, 1);
        for (long i = 0; i < 6; i++) bind(it, frames, 0, PAGE + (i << 12), READ);
        it.call(SystemCall.TLB_DROP, PAGE + 0x2000);
        long before = it.node.clock();
        assertThat(it.call(SystemCall.TLB_DROP, PAGE + 0x1000, 4))
                .as("three of four are bound")
                .isEqualTo(3);
        assertThat(it.node.clock() - before)
                .isEqualTo(SystemCall.TLB_DROP.path() + 3L * SystemCall.TLB_DROP.unitPath());
        assertThat(it.node.tlb).containsOnlyKeys(PAGE >>> 12, (PAGE >>> 12) + 5);
        assertThat(it.call(SystemCall.TLB_DROP, PAGE, 128)).isEqualTo(2);
        assertThat(it.node.tlb).isEmpty();
    }

    @Test
    void theLongestRangeEndsWithinTheBoundOfAPrimitive() {
        assertThat(SystemCall.TLB_DROP.path() + 127 * SystemCall.TLB_DROP.unitPath())
                .isLessThanOrEqualTo(4_000);
    }

    @Test
    void theOldestBindingMakesRoom() {
        long frames = allocate(it, 1);
        for (long i = 0; i < 4097; i++)
            assertThat(bind(it, frames, 0, 0x100_0000 + (i << 12), READ)).isZero();
        assertThat(it.node.tlb).hasSize(4096).doesNotContainKey(0x1000L).containsKey(0x1001L);
    }

    @Test
    void slotsRunOutAndComeBack() {
        long last = 0;
        for (int i = 0; i < CapabilityTable.MOST_SLOTS; i++) {
            long handle = it.call(SystemCall.CAP_DERIVE, it.memoryHandle(), 0);
            if (handle < 0) break;
            last = handle;
        }
        assertThat(it.call(SystemCall.CAP_DERIVE, it.memoryHandle(), 0)).isEqualTo(-7);
        assertThat(allocate(it, 1)).isEqualTo(-7);
        assertThat(it.call(SystemCall.CAP_DELETE, last)).isZero();
        assertThat(allocate(it, 1)).isPositive();
    }

    @Test
    void aLibraryOsReadsThroughItsOwnBindings() {
        bind(it, it.segmentHandle(1), 0, PAGE, READ);
        it.call(SystemCall.EXCEPTION_ENTRY, KernelFixture.TEXT);
        assertThat(console(it, PAGE, 4)).isEqualTo(4);
        assertThat(console(it, KernelFixture.DATA, 4))
                .as("not guaranteed any more")
                .isEqualTo(-4);
        bind(it, it.segmentHandle(2), 0, PAGE, READ);
        assertThat(console(it, PAGE, 1)).as("shared, though it is at home here").isEqualTo(-4);
    }

    @Test
    void theLastValueOfAMetricCounts() {
        long name = it.put("round_trip.cycles");
        it.call(SystemCall.METRIC, name, 17, 5);
        it.call(SystemCall.METRIC, name, 17, -7);
        var reported = it.environment().metrics().values();
        assertThat(reported).containsOnlyKeys("round_trip.cycles");
        assertThat(Objects.requireNonNull(reported.get("round_trip.cycles")).value())
                .isEqualTo(-7);
    }

    @Test
    void reservedNamesAndTooManyNamesAreRefused() {
        assertThat(metric(it, it.put("region.x"), 8)).isEqualTo(-5);
        for (int i = 0; i < 1024; i++)
            assertThat(metric(it, it.put(String.format("m%04d", i)), 5)).isZero();
        assertThat(metric(it, it.put("m9999"), 5)).isEqualTo(-7);
        assertThat(metric(it, it.put("m0007"), 5))
                .as("a known name still counts")
                .isZero();
    }

    @Test
    void theLastUnitOfAMetricCountsWhetherTheMetricIsKnownOrNot() {
        assertThat(unit(it, "cycles")).isZero();
        assertThat(unit(it, "KB/s")).isZero();
        assertThat(it.environment().metrics().values()).isEmpty();
        var declared = Objects.requireNonNull(it.environment().metrics().units().get("data"));
        assertThat(declared.value()).isEqualTo("KB/s");
        assertThat(declared.cycle()).isEqualTo(it.node.clock());
        assertThat(unit(it, "")).as("takes it back").isZero();
        assertThat(Objects.requireNonNull(it.environment().metrics().units().get("data"))
                        .value())
                .isEmpty();
    }

    @Test
    void unitsOfTooManyNamesAreRefused() {
        long unit = it.put(100, "s".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 1024; i++)
            assertThat(unit(it, it.put(String.format("m%04d", i)), 5, unit, 1)).isZero();
        assertThat(unit(it, it.put("m9999"), 5, unit, 1)).isEqualTo(-7);
        assertThat(unit(it, it.put("m0007"), 5, unit, 1))
                .as("a known name may have another unit")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b[2J", "<b>s</b>", "s | s", "s\n", "µs", " s", "s ", " ", "a\0b", "\u00a0", "a_b", "`s`"})
    void aUnitThatCouldNotStandInATableOrATerminalIsRefused(String unit) {
        assertThat(unit(it, unit)).isEqualTo(-5);
        assertThat(it.environment().metrics().units()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s", "KB/s", "%", "cycles per move", "m/s^2", "1.5-byte steps"})
    void anyOtherUnitIsTaken(String unit) {
        assertThat(unit(it, unit)).isZero();
        assertThat(Objects.requireNonNull(it.environment().metrics().units().get("data"))
                        .value())
                .isEqualTo(unit);
    }

    @Test
    void theKernelsOwnMetricsKeepTheirUnits() {
        assertThat(unit(it, it.put("region.cycles"), 13, 4)).isEqualTo(-5);
    }

    @Test
    void aUnitIsNotInTheDigest() {
        unit(it, "cycles");
        var before = it.state();
        assertThat(unit(it, it.put("data"), 4, KernelFixture.DATA + 100, 5)).isZero();
        assertThat(Objects.requireNonNull(it.environment().metrics().units().get("data"))
                        .value())
                .isEqualTo("cycle");
        assertThat(it.state()).isEqualTo(before);
    }

    @Test
    void theRegionCountsWhatPassesBetweenItsMarks() {
        it.call(SystemCall.REGION, 1);
        it.node.clock += 100;
        it.context.instret += 40;
        assertThat(it.call(SystemCall.REGION, 1)).as("no second begin").isEqualTo(-5);
        it.call(SystemCall.REGION, 0);
        var region = it.environment().region();
        assertThat(region.instructions()).isEqualTo(40);
        assertThat(region.cycles()).isEqualTo(100 + 2L * SystemCall.REGION.path());
    }

    @Test
    void waitingSleepsBehindTheCall() {
        assertThat(it.call(SystemCall.MESSAGE_WAIT)).isZero();
        assertThat(it.node.asleep).isTrue();
        assertThat(it.context.pc).isEqualTo(KernelFixture.TEXT + 4);
    }

    @Test
    void framesThatUserDmaStillHasToMoveAreNotFreed() {
        long frames = allocate(it, 2);
        long first = frameOf(frames);
        it.node.inTransfer.add(first + 1);
        assertThat(it.call(SystemCall.FRAME_FREE, frames)).isEqualTo(-8);
        assertThat(it.call(SystemCall.CAP_DELETE, frames)).isEqualTo(-8);
        it.node.inTransfer.clear();
        assertThat(it.call(SystemCall.FRAME_FREE, frames)).isZero();
    }

    private long frameOf(long handle) {
        assertThat(bind(it, handle, 0, PAGE, READ)).isZero();
        return it.node.bound.getLast().frame();
    }

    @Test
    void aTimeOutGivesTheProgramItsTimeAgain() {
        long clock = it.node.clock;
        it.kernel.atomicityTimeout();
        assertThat(it.node.presets).isOne();
        assertThat(it.node.clock).isGreaterThan(clock);
    }

    @Test
    void aContextStartsWithWhatTheCallSaysAndTheCallersPointers() {
        it.context.x[3] = 33;
        it.context.x[4] = 44;
        assertThat(startContext(it, 2, KernelFixture.TEXT)).isZero();
        var started = it.node.started[2];
        var expected = new Context();
        expected.x[2] = 0x5000;
        expected.x[3] = 33;
        expected.x[4] = 44;
        expected.x[10] = 11;
        expected.x[11] = 12;
        assertThat(started).isNotNull();
        assertThat(started.x).isEqualTo(expected.x);
        assertThat(started.pc).isEqualTo(KernelFixture.TEXT);

        assertThat(startContext(it, 2, KernelFixture.TEXT)).as("once more").isEqualTo(-8);
        assertThat(it.call(SystemCall.CONTEXT_END)).isZero();
        assertThat(it.node.ended).isOne();
    }

    @Test
    void aContextNeedsTheRightToExecute() {
        long weak = it.call(SystemCall.CAP_DERIVE, it.processorHandle(), Right.DERIVE.bit());
        assertThat(it.call(SystemCall.CONTEXT_START, weak, 1, KernelFixture.TEXT))
                .isEqualTo(-3);
    }

    @Test
    void otherRegistersArePreserved() {
        for (int i = 1; i < 32; i++) it.context.x[i] = 1000 + i;
        it.context.x[17] = SystemCall.NULL.number();
        it.kernel.trap(it.context, TrapCause.SYSTEM_CALL, 0);
        var expected = new Context();
        for (int i = 1; i < 32; i++) expected.x[i] = 1000 + i;
        expected.x[10] = 0;
        expected.x[17] = SystemCall.NULL.number();
        assertThat(it.context.x).isEqualTo(expected.x);
    }
}
