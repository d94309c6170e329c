package org.fugu.exokernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.fugu.exokernel.abi.ContextField;
import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.PageBit;
import org.fugu.exokernel.abi.Right;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.trap.TrapCause;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageBitsTests {
    private static final long SEED = Long.getLong("fugu.seed", 1995);
    private static final int STEPS = 50_000;
    private static final long WINDOW = 0x50800000L;
    private static final int PAGES = 24;
    private static final int BOTH = Right.READ.bit() | Right.WRITE.bit();
    private static final int CLEAN = PageBit.REFERENCED.bit();
    private static final int DIRTY = PageBit.REFERENCED.bit() | PageBit.DIRTY.bit();

    private final KernelFixture it = new KernelFixture();
    private final long frames = it.call(SystemCall.FRAME_ALLOCATE, it.memoryHandle(), PAGES);

    private long mark(long bits, long first, long pages) {
        return it.call(SystemCall.ENVIRONMENT_SET, 0, ContextField.PAGE_BITS.number(), bits, first, pages);
    }

    private void begin() {
        it.call(SystemCall.EXCEPTION_ENTRY, KernelFixture.TEXT);
        assertThat(mark(KernelFixture.GUARANTEED + 5, WINDOW, PAGES)).isZero();
    }

    private static long page(int number) {
        return WINDOW + number * 4096L;
    }

    private long map(int number, int rights) {
        return it.call(SystemCall.TLB_WRITE, frames, number, page(number), rights);
    }

    private byte[] bytes() {
        var mapping = Objects.requireNonNull(it.environment().guaranteed(KernelFixture.GUARANTEED >>> 12));
        return it.node.localFrame((int) (mapping.frame(KernelFixture.GUARANTEED >>> 12) & 0xfffff));
    }

    private int bits(int number) {
        return bytes()[5 + number];
    }

    private boolean mayStore(int number) {
        long entry = it.node.tlbProbe(1, page(number) >>> 12);
        return entry >= 0 && (entry & Right.WRITE.bit()) != 0;
    }

    /// The program stores, and its library OS maps what it is asked for.
    ///
    /// @return how often it was asked
    private int store(int number, int rights) {
        int asked = 0;
        for (int i = 0; i < 4 && !mayStore(number); i++) {
            int before = it.node.deliveries.size();
            it.kernel.trap(it.context, TrapCause.STORE_PAGE_FAULT, page(number));
            if (it.node.deliveries.size() == before) continue;
            asked++;
            map(number, rights);
        }
        assertThat(mayStore(number)).as("the program goes on").isTrue();
        return asked;
    }

    @Test
    void theFirstStoreIsSeenByTheKernelAlone() {
        begin();
        assertThat(map(3, BOTH)).isZero();
        assertThat(bits(3)).isEqualTo(CLEAN);
        assertThat(mayStore(3)).isFalse();
        long since = it.node.clock;
        assertThat(store(3, BOTH)).as("times that the library OS is asked").isZero();
        assertThat(it.node.clock - since).isEqualTo(KernelPath.FIRST_STORE.instructions());
        assertThat(bits(3)).isEqualTo(DIRTY);
        assertThat(bits(2)).isZero();
        assertThat(bits(4)).isZero();
    }

    @Test
    void noRightIsGivenThatTheMappingHasNot() {
        begin();
        map(3, Right.READ.bit());
        it.kernel.trap(it.context, TrapCause.STORE_PAGE_FAULT, page(3));
        assertThat(it.node.deliveries).hasSize(1);
        assertThat(mayStore(3)).isFalse();
        assertThat(bits(3)).isEqualTo(CLEAN);
    }

    @Test
    void pagesOutsideAreAsBefore() {
        begin();
        it.call(SystemCall.TLB_WRITE, frames, 0, WINDOW - 4096, BOTH);
        it.call(SystemCall.TLB_WRITE, frames, 1, page(PAGES), BOTH);
        assertThat(mayStore(-1)).isTrue();
        assertThat(mayStore(PAGES)).isTrue();
        assertThat(bytes()[4]).isZero();
        assertThat(bytes()[5 + PAGES]).isZero();
    }

    @Test
    void aPageThatIsFoundAgainIsMarked() {
        begin();
        map(3, BOTH);
        bytes()[5 + 3] = 0;
        it.node.tlb.clear();
        it.kernel.trap(it.context, TrapCause.LOAD_PAGE_FAULT, page(3));
        assertThat(bits(3)).isEqualTo(CLEAN);
        assertThat(mayStore(3)).isFalse();
    }

    /// What the software TLB has lost the library OS is asked for, and may be stored to at once.
    @Test
    void aStoreIsSeenWhenTheTranslationIsForgotten() {
        begin();
        map(3, BOTH);
        it.kernel.softwareTlb().forget(1);
        assertThat(store(3, BOTH)).isOne();
        assertThat(bits(3)).isEqualTo(DIRTY);
    }

    @ParameterizedTest
    @CsvSource({
        "0x20000, 0x50800000, 4, BAD_ADDRESS", // a page that the library OS maps
        "0x10000, 0x50800000, 4, BAD_ADDRESS", // text
        "0x30000, 0x50800000, 4, BAD_ADDRESS", // shared
        "0x40ffd, 0x50800000, 4, BAD_ADDRESS", // beyond the page
        "0x7fffffffffff, 0x50800000, 4, BAD_ADDRESS",
        "-1, 0x50800000, 4, BAD_ADDRESS",
        "0x40000, 0x50800001, 4, BAD_ARGUMENT",
        "0x40000, 0x50800000, 0, BAD_ARGUMENT",
        "0x40000, 0x50800000, -1, BAD_ARGUMENT",
        "0x40000, 0x50800000, 4097, BAD_ARGUMENT",
        "0x40000, 0, 4, BAD_ADDRESS",
        "0x40000, 0x7ffffffff000, 4, BAD_ADDRESS",
        "0x40000, 0x60000000, 4, IN_USE"
    })
    void whatCannotBeMarkedIsRefused(String bits, String first, String pages, KernelError error) {
        it.call(SystemCall.EXCEPTION_ENTRY, KernelFixture.TEXT);
        it.call(SystemCall.TLB_WRITE, frames, 0, 0x60003000L, BOTH);
        assertThat(mark(Long.decode(bits), Long.decode(first), Long.decode(pages)))
                .isEqualTo(error.number());
        assertThat(it.environment().contexts().pageBits().pages()).isZero();
    }

    /// Whatever is forgotten on the way: a page is dirty if it was stored to since it was cleared and dropped.
    @Test
    void exactlyWhatWasStoredToIsDirty() {
        begin();
        var random = new Random(SEED);
        var dirty = new TreeSet<Integer>();
        for (int step = 0; step < STEPS; step++) {
            int number = random.nextInt(PAGES);
            switch (random.nextInt(6)) {
                case 0 -> {
                    store(number, BOTH);
                    dirty.add(number);
                }
                case 1 -> map(number, random.nextBoolean() ? BOTH : Right.READ.bit());
                case 2 -> {
                    if (it.node.tlbProbe(1, page(number) >>> 12) < 0) {
                        it.kernel.trap(it.context, TrapCause.LOAD_PAGE_FAULT, page(number));
                    }
                }
                case 3 -> it.node.tlb.keySet().removeIf(_ -> random.nextInt(4) == 0);
                case 4 -> {
                    if (random.nextInt(10) == 0) it.kernel.softwareTlb().forget(1);
                }
                default -> {
                    bytes()[5 + number] = 0;
                    it.call(SystemCall.TLB_DROP, page(number));
                    dirty.remove(number);
                }
            }
            for (int each = 0; each < PAGES; each++) {
                boolean isDirty = (bits(each) & PageBit.DIRTY.bit()) != 0;
                assertThat(isDirty)
                        .as("page %d, step %d, seed %d", each, step, SEED)
                        .isEqualTo(dirty.contains(each));
                if (!isDirty)
                    assertThat(mayStore(each))
                            .as("page %d, step %d", each, step)
                            .isFalse();
            }
        }
    }
}
