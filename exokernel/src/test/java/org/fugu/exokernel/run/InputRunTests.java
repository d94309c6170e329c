package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.machine.Fidelity;
import org.fugu.machine.topology.MeshRectangle;
import org.fugu.machine.translate.CodeCache;
import org.fugu.machine.translate.TranslationPolicy;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that read what their run was given: `guest/tests/input` by stdio, POSIX and the kernel's call, and
/// `guest/tests/echo` by Linux's.
class InputRunTests {
    private static final long SEED = Long.getLong("fugu.seed", 4137);

    private static RunRequest counting(String fidelity, String mesh, InputContents given) {
        var names = given.files().keySet().toArray(String[]::new);
        var request = GuestPrograms.request("test/input", mesh, names);
        return Requests.with(request, Fidelity.parse(fidelity)).reading(given);
    }

    private static RunRequest echoing(String fidelity, byte[] standard) {
        var request = GuestPrograms.request("test/echo", "1x1");
        return Requests.with(request, Fidelity.parse(fidelity)).reading(InputContents.of(standard, new TreeMap<>()));
    }

    /// Blanks, line ends, words and bytes that no text has.
    private static byte[] drawn(Random random, int most) {
        var bytes = new byte[random.nextInt(most)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] =
                    (byte) (random.nextInt(6) == 0 ? " \n\t\r\f\u000b".charAt(random.nextInt(6)) : random.nextInt(256));
        }
        return bytes;
    }

    private static InputContents drawn(Random random) {
        return InputContents.of(
                drawn(random, 9_000),
                new TreeMap<>(Map.of("a.txt", drawn(random, 5_000), "d/b", drawn(random, 300), "empty", new byte[0])));
    }

    /// What the program counts, in Java.
    private static String counted(String name, byte[] bytes) {
        int lines = 0;
        int words = 0;
        int sum = (int) 2166136261L;
        boolean inWord = false;
        for (byte each : bytes) {
            boolean blank = each == ' ' || each >= '\t' && each <= '\r';
            if (each == '\n') lines++;
            if (!blank && !inWord) words++;
            inWord = !blank;
            sum = (sum ^ (each & 0xff)) * 16777619;
        }
        return String.format(
                Locale.ROOT, "%s: %d lines, %d words, %d bytes, %08x\n", name, lines, words, bytes.length, sum);
    }

    private static String counted(InputContents given) {
        var standard = given.standard();
        var text = new StringBuilder(counted("standard input", standard == null ? new byte[0] : standard));
        given.files().forEach((name, bytes) -> text.append(counted(name, bytes)));
        return text.toString();
    }

    private static RunReport well(RunRequest request) {
        var report = Requests.run(request);
        assertThat(report.exitCode())
                .as(report.message() + Requests.console(report))
                .isZero();
        return report;
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void aProgramCountsWhatAFewLinesOfJavaCount(String fidelity) {
        var random = new Random(SEED);
        for (int round = 0; round < 4; round++) {
            var given = drawn(random);
            var report = well(counting(fidelity, "1x1", given));
            assertThat(Requests.console(report))
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(counted(given));
        }
    }

    @Test
    void eachNodeReadsTheSame() {
        var given = drawn(new Random(SEED));
        assertThat(Requests.console(well(counting("timing", "2x2", given)))).isEqualTo(counted(given));
    }

    @Test
    void withoutAStandardInputAProgramFindsTheEnd() {
        var given = InputContents.of(null, new TreeMap<>(Map.of("only", new byte[] {'x'})));
        assertThat(Requests.console(well(counting("functional", "1x1", given)))).isEqualTo(counted(given));
        var nothing = Requests.run(GuestPrograms.request("test/input", "1x1"));
        assertThat(Requests.console(nothing)).isEqualTo(counted("standard input", new byte[0]));
        assertThat(Requests.console(Requests.run(GuestPrograms.request("test/echo", "1x1"))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional"})
    void howGuestCodeIsExecutedChangesNothing(String fidelity) {
        var request = counting(fidelity, "1x1", drawn(new Random(SEED)));
        var digests = new TreeSet<String>();
        for (var policy : new TranslationPolicy[] {TranslationPolicy.NOTHING, new TranslationPolicy(1, 3, 2_000)}) {
            digests.add(Exokernel.run(request, RunObserver.NONE, new CodeCache(policy))
                    .digest());
        }
        assertThat(digests).containsExactly(Requests.run(request).digest());
    }

    @Test
    void neitherWindowsNorHostThreadsChangeAnything() {
        var small = InputContents.of(drawn(new Random(SEED), 500), new TreeMap<>(Map.of("f", new byte[] {1, 32, 3})));
        Repeatable.assertWindowsAndThreadsChangeNothing(counting("timing", "2x1", small));
    }

    @ParameterizedTest
    @CsvSource({"timing, 1", "functional, 1000", "relaxed:100, 100"})
    void aRunThatGoesOnFromASnapshotEndsAlike(String fidelity, long step) {
        var random = new Random(SEED);
        var given = InputContents.of(drawn(random, 2_000), new TreeMap<>(Map.of("f", drawn(random, 900))));
        Repeatable.assertSnapshotsChangeNothing(counting(fidelity, "2x1", given), step);
        var text = new byte[20_000];
        random.nextBytes(text);
        Repeatable.assertSnapshotsChangeNothing(echoing(fidelity, text), step);
    }

    @Test
    void aSnapshotIsOfARunThatReadsTheSame() {
        var taken = SnapshotOrigin.of(echoing("timing", new byte[] {1}), 1);
        taken.requireSame(echoing("timing", new byte[] {1}));
        assertThatThrownBy(() -> taken.requireSame(echoing("timing", new byte[] {2})))
                .hasMessageContaining("another run");
        assertThatThrownBy(() -> taken.requireSame(GuestPrograms.request("test/echo", "1x1")))
                .hasMessageContaining("another run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timing", "functional", "relaxed:100"})
    void jobsOfOneMachineEachReadTheirOwn(String fidelity) {
        var random = new Random(SEED);
        var one = counting(fidelity, "1x1", drawn(random)).first();
        var two = counting(fidelity, "1x1", drawn(random)).first();
        var request = CoRuns.with(
                CoRuns.request(
                        "2x1",
                        one.at(MeshRectangle.parse("1x1+0+0"), one.limits(), 0),
                        two.at(MeshRectangle.parse("1x1+1+0"), two.limits(), 0)),
                Fidelity.parse(fidelity));
        var jobs = Requests.run(request).jobs();
        for (int i = 0; i < 2; i++) {
            var given = Objects.requireNonNull(request.jobs().get(i).inputs());
            assertThat(new String(jobs.get(i).console().firstEntry().getValue(), StandardCharsets.UTF_8))
                    .isEqualTo(counted(given));
        }
    }

    /// The same bytes from Fugu, from QEMU and from Java.
    @Test
    void readsOfLinuxGiveWhatLinuxGives() throws Exception {
        var random = new Random(SEED);
        for (int round = 0; round < 3; round++) {
            var text = new byte[1 + random.nextInt(30_000)];
            for (int i = 0; i < text.length; i++) text[i] = (byte) random.nextInt(128);
            var capitals = text.clone();
            for (int i = 0; i < text.length; i++) if (text[i] >= 'a' && text[i] <= 'z') capitals[i] -= 'a' - 'A';
            var report = well(echoing("functional", text));
            assertThat(report.console().firstEntry().getValue()).isEqualTo(capitals);
            Assumptions.assumeTrue(Qemu.isInstalled(), "qemu-riscv64 is not installed");
            assertThat(Qemu.run(GuestPrograms.file("test/echo", "echo.elf"), text))
                    .isEqualTo(capitals);
        }
    }

    @Test
    void whatItReadsIsPartOfTheRunAndItsPlaceNot() {
        var one = echoing("timing", new byte[] {'a', 'b'});
        assertThat(Requests.run(one).digest())
                .isEqualTo(
                        Requests.run(echoing("timing", new byte[] {'a', 'b'})).digest())
                .isNotEqualTo(
                        Requests.run(echoing("timing", new byte[] {'a', 'c'})).digest());
        var monolithic = one.on(one.first().structure().with(LibraryPlacement.MONOLITHIC));
        assertThat(Requests.console(Requests.run(monolithic))).isEqualTo("AB");
    }
}
