package org.fugu.exokernel.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AbiHeaderTests {
    private static final Path HEADER =
            Path.of(System.getProperty("fugu.root", ".."), "guest", "include", "fugu", "abi.h");

    private static final Path CRATE =
            Path.of(System.getProperty("fugu.root", ".."), "guest", "rust", "fugu", "src", "abi.rs");

    private static final Path PAGE = Path.of(System.getProperty("fugu.root", ".."), "docs", "guest-abi.md");

    @Test
    void theCheckedInHeaderIsTheOneTheTablesRender() throws IOException {
        assertThat(Files.readString(HEADER))
                .as("guest/include/fugu/abi.h is stale; run: ./fugu abi --header > guest/include/fugu/abi.h")
                .isEqualTo(AbiHeader.render());
    }

    @Test
    void soIsTheCrateForRust() throws IOException {
        assertThat(Files.readString(CRATE))
                .as("guest/rust/fugu/src/abi.rs is stale; run: ./fugu abi --rust > guest/rust/fugu/src/abi.rs")
                .isEqualTo(AbiCrate.render());
    }

    @Test
    void theCrateHasEveryConstantOfTheHeader() {
        var constants = Pattern.compile("pub const (\\w+): [ui]64 = (-?\\w+);")
                .matcher(AbiCrate.render())
                .results()
                .collect(Collectors.toMap(found -> "FUGU_" + found.group(1), found -> found.group(2)));
        assertThat(constants).hasSizeGreaterThan(100);
        definitions().forEach((name, value) -> {
            if (!name.equals("FUGU_ABI_H")) assertThat(constants).containsEntry(name, value.replaceAll("[()]", ""));
        });
    }

    @Test
    void noNameIsDefinedTwice() {
        var definitions =
                Pattern.compile("#define (\\w+)").matcher(AbiHeader.render()).results();
        assertThat(definitions.map(found -> found.group(1))).doesNotHaveDuplicates();
    }

    @Test
    void everyCallAndErrorIsInTheHeaderWithItsNumber() {
        var values = definitions();
        for (var call : SystemCall.values()) {
            assertThat(values).containsEntry("FUGU_SYS_" + call.name(), Integer.toString(call.number()));
        }
        for (var error : KernelError.values()) {
            assertThat(values).containsEntry("FUGU_E_" + error.name(), "(" + error.number() + ")");
        }
    }

    private static Map<String, String> definitions() {
        var values = new TreeMap<String, String>();
        Pattern.compile("#define (\\w+) +(\\S+)")
                .matcher(AbiHeader.render())
                .results()
                .forEach(found -> values.put(found.group(1), found.group(2)));
        return values;
    }

    @Test
    void callsAreFoundByTheirNumberAndByNoOther() {
        for (var call : SystemCall.values())
            assertThat(SystemCall.numbered(call.number())).isSameAs(call);
        var numbers = Arrays.stream(SystemCall.values()).map(SystemCall::number).toList();
        for (long number = -2; number < 4200; number++) {
            if (!numbers.contains((int) number))
                assertThat(SystemCall.numbered(number)).isNull();
        }
        assertThat(SystemCall.numbered((1L << 32) + 4096)).isNull();
        assertThat(SystemCall.numbered(Long.MIN_VALUE)).isNull();
    }

    @Test
    void theKernelHasFewCalls() {
        var calls = Arrays.stream(SystemCall.values())
                .filter(call -> call.purpose() == SystemCall.Purpose.KERNEL)
                .toList();
        assertThat(calls).hasSizeLessThanOrEqualTo(SystemCall.MOST_KERNEL_CALLS).contains(SystemCall.CAP_GRANT);
        assertThat(SystemCall.MOST_KERNEL_CALLS).isLessThanOrEqualTo(34);
    }

    /// The table of the page says of each call what the kernel's table says.
    @Test
    void thePageHasEveryCallAsTheTableHasIt() throws IOException {
        var page = Files.readString(PAGE);
        for (var call : SystemCall.values()) {
            if (call.purpose() == SystemCall.Purpose.LINUX) continue;
            assertThat(page).contains("| " + call.number() + " | `" + call.wireName() + "` |");
        }
        var rows = Pattern.compile("(?m)^\\| (4\\d\\d\\d) \\| `").matcher(page).results();
        assertThat(rows.map(row -> Long.parseLong(row.group(1))))
                .allSatisfy(number -> assertThat(SystemCall.numbered(number)).isNotNull());
    }

    @Test
    void bootFieldsFollowEachOtherWithoutGaps() {
        int next = 0;
        for (var field : BootField.values()) {
            assertThat(field.offset()).as(field.name()).isEqualTo(next);
            next += field.bytes();
        }
    }

    @Test
    void rowsNameEverythingInTheTables() {
        assertThat(AbiRows.systemCalls()).hasSameSizeAs(SystemCall.values());
        assertThat(AbiRows.csrs()).hasSameSizeAs(GuestCsr.values());
        assertThat(AbiRows.systemCalls())
                .filteredOn(row -> row.name().equals("tlb_write"))
                .singleElement()
                .satisfies(row -> assertThat(row.errors())
                        .containsExactly(
                                "bad_handle",
                                "wrong_object",
                                "missing_right",
                                "bad_address",
                                "bad_argument",
                                "no_shared_memory"));
        assertThat(AbiRows.traps())
                .anyMatch(row -> row.number() == 15 && row.name().equals("store_page_fault"));
    }

    @Test
    void theCsrsHaveTheNumbersThatTheMachineGivesThem() throws IllegalAccessException {
        for (var field : org.fugu.machine.message.CsrNumber.class.getFields()) {
            assertThat(GuestCsr.valueOf(field.getName()).number())
                    .as(field.getName())
                    .isEqualTo(field.getInt(null));
        }
    }
}
