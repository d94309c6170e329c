package org.fugu.exokernel.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fugu.exokernel.run.WireForms.REQUEST;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.LibraryPlacement;
import org.fugu.exokernel.abi.PageTableChoice;
import org.fugu.exokernel.abi.Structure;
import org.fugu.exokernel.loader.LayoutSeeds;
import org.fugu.exokernel.wire.WireException;
import org.fugu.machine.Fidelity;
import org.fugu.machine.preset.Preset;
import org.fugu.machine.topology.MeshShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a run is asked for, written and read.
class RequestWireTests {
    private static final byte[] PROGRAM = {1, 2, 3};

    private static RunRequest request(long seed) {
        var random = new Random(seed);
        var mesh = new MeshShape(1 + random.nextInt(32), 1 + random.nextInt(32));
        return new RunRequest(
                PROGRAM,
                "%064x".formatted(random.nextLong() >>> 1),
                text(random, 20),
                texts(random),
                preset(random),
                mesh,
                1 + random.nextInt(mesh.nodes()),
                fidelity(random),
                random.nextLong(),
                new Limits(
                        1 + random.nextLong(Limits.MAX_CYCLES),
                        1 + random.nextLong(Limits.MAX_INSTRUCTIONS),
                        random.nextLong(Limits.MAX_CONSOLE_BYTES + 1),
                        random.nextLong(Limits.MIN_MEMORY_BYTES, Limits.MAX_MEMORY_BYTES + 1)),
                1 + random.nextInt(64));
    }

    private static Preset preset(Random random) {
        var preset =
                Preset.named(Preset.names().get(random.nextInt(Preset.names().size())));
        for (var figure : List.copyOf(preset.figures())) {
            if (figure.powerOfTwo() || random.nextInt(10) > 0) continue;
            var changed = preset.with(figure.name(), random.nextLong(figure.least(), figure.most() + 1));
            if (changed.conflicts().isEmpty()) preset = changed;
        }
        return preset;
    }

    private static Fidelity fidelity(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Fidelity.Functional();
            case 1 -> new Fidelity.Timing();
            default -> new Fidelity.Relaxed(1 + random.nextInt(1_000_000));
        };
    }

    private static List<String> texts(Random random) {
        var texts = new ArrayList<String>();
        for (int left = random.nextInt(5); left > 0; left--) texts.add(text(random, 50));
        return texts;
    }

    /// With letters of one to four bytes, quotes and control characters, but for zero.
    private static String text(Random random, int most) {
        var text = new StringBuilder();
        int[] kinds = {0x80, 0x800, 0xd800, 0x1_0000, 0x10_ffff};
        for (int left = random.nextInt(most); left > 0; left--) {
            int letter = 1 + random.nextInt(kinds[random.nextInt(kinds.length)] - 1);
            if (letter >= 0xd800 && letter < 0xe000) letter = '"';
            text.appendCodePoint(letter);
        }
        return text.toString();
    }

    private static String sample() {
        return text(REQUEST.write(RunInputs.of(request(1))));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static RunInputs read(String text) {
        return REQUEST.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatWasWrittenIsReadAsTheSameAndWrittenAsTheSameBytes() {
        for (long seed = 0; seed < 100; seed++) {
            var inputs = RunInputs.of(request(seed));
            var bytes = REQUEST.write(inputs);
            assertThat(REQUEST.read(bytes)).as("seed " + seed).isEqualTo(inputs);
            assertThat(REQUEST.write(REQUEST.read(bytes))).as("seed " + seed).isEqualTo(bytes);
        }
    }

    @Test
    void severalJobsAreVersionTwo() {
        var first = CoRuns.benchmark("lu, 2x2, 8", 0, 0);
        var second = CoRuns.from(CoRuns.benchmark("barrier, 2x1, flat 3", 2, 1), 5_000);
        for (var request : List.of(CoRuns.request("4x2", first, second), CoRuns.request("4x2", first))) {
            var inputs = RunInputs.of(request);
            var bytes = REQUEST.write(inputs);
            assertThat(text(bytes)).startsWith("{\"form\":\"fugu-run-request\",\"version\":2,\"machine\":");
            assertThat(REQUEST.read(bytes)).isEqualTo(inputs);
            var images = request.jobs().stream()
                    .map(job -> new JobFiles(job.image()))
                    .toList();
            assertThat(RunDigest.ofInputs(REQUEST.read(bytes).request(images, 1))
                            .hex())
                    .isEqualTo(RunDigest.ofInputs(request).hex());
        }
        var text = text(REQUEST.write(RunInputs.of(CoRuns.request("4x2", first, second))));
        assertThat(text).contains("\"rectangle\":\"2x1+2+1\"").endsWith("\"startCycle\":5000}]}");
        for (var changed : List.of(
                text.replace("2x1+2+1", "2x1+2+01"),
                text.replace("2x1+2+1", "2x1+1+1"),
                text.replace("\"startCycle\":5000", "\"startCycle\":-1"),
                text.replace("\"version\":2", "\"version\":1"))) {
            assertThatThrownBy(() -> read(changed)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void jobsThatAreMovedAreVersionThree() {
        var several = CoRuns.request("4x2", CoRuns.benchmark("lu, 2x2, 8", 0, 0));
        for (var request : List.of(request(1), several)) {
            var moved = RunInputs.of(request.moved(new LayoutSeeds(1, Long.MIN_VALUE, 0)));
            var bytes = REQUEST.write(moved);
            assertThat(text(bytes))
                    .startsWith("{\"form\":\"fugu-run-request\",\"version\":3,")
                    .contains("\"layout\":{\"pages\":1,\"stack\":-9223372036854775808,\"placement\":0}");
            assertThat(REQUEST.read(bytes)).isEqualTo(moved);
            var images = request.jobs().stream()
                    .map(job -> new JobFiles(job.image()))
                    .toList();
            assertThat(RunDigest.ofInputs(REQUEST.read(bytes).request(images, 1))
                            .hex())
                    .isEqualTo(RunDigest.ofInputs(request.moved(new LayoutSeeds(1, Long.MIN_VALUE, 0)))
                            .hex())
                    .isNotEqualTo(RunDigest.ofInputs(request).hex());
            var still = text(bytes)
                    .replaceAll("\"layout\":\\{[^}]*}", "\"layout\":{\"pages\":0,\"stack\":0,\"placement\":0}");
            assertThatThrownBy(() -> read(still)).isInstanceOf(WireException.class);
        }
    }

    @Test
    void otherOperatingSystemsAndDisksAreVersionFour() {
        var structure = new Structure(LibraryPlacement.SERVER, KernelModel.MACH, PageTableChoice.FLAT);
        var library = new LibraryOs("exos", "1.0", "%064x".formatted(7), new byte[] {4, 5});
        var disk = new DiskContents(new byte[] {6});
        var plain = request(1);
        var jobs = plain.jobs().stream()
                .map(job -> job.on(structure, library).with(disk))
                .toList();
        var request = new RunRequest(jobs, Preset.named("fugu"), plain.mesh(), plain.fidelity(), 1);
        var inputs = RunInputs.of(request);
        var bytes = REQUEST.write(inputs);
        assertThat(text(bytes))
                .startsWith("{\"form\":\"fugu-run-request\",\"version\":4,")
                .contains("\"structure\":{\"placement\":\"server\",\"kernel\":\"mach\",\"pageTable\":\"flat\"}")
                .contains("\"libos\":{\"name\":\"exos\",\"version\":\"1.0\",\"bundle\":\"")
                .contains("\"disk\":\"");
        assertThat(REQUEST.read(bytes)).isEqualTo(inputs);
        var files = List.of(new JobFiles(plain.image(), library.image(), disk.bytes()));
        assertThat(RunDigest.ofInputs(inputs.request(files, 1)).hex())
                .isEqualTo(RunDigest.ofInputs(request).hex())
                .isNotEqualTo(RunDigest.ofInputs(plain).hex());
        assertThatThrownBy(() -> inputs.request(List.of(new JobFiles(plain.image(), new byte[] {4}, disk.bytes())), 1))
                .hasMessageContaining("the run is of a library OS with the digest");
        assertThatThrownBy(() -> inputs.request(List.of(new JobFiles(plain.image(), library.image(), null)), 1))
                .hasMessageContaining("the run needs its disk");
        assertThatThrownBy(() -> read(text(bytes).replace("\"flat\"", "\"flit\"")))
                .hasMessageContaining("there is no page table 'flit'");
    }

    @Test
    void whatWasGivenToReadIsVersionFive() {
        var given = InputContents.of(new byte[] {1, 2}, new TreeMap<>(Map.of("b/c", new byte[] {3}, "a", new byte[0])));
        var plain = request(1);
        var request = plain.reading(given);
        var inputs = RunInputs.of(request);
        var bytes = REQUEST.write(inputs);
        assertThat(text(bytes))
                .startsWith("{\"form\":\"fugu-run-request\",\"version\":5,")
                .contains(
                        "\"inputs\":{\"standard\":\"a12871fee210fb8619291eaea194581cbd2531e4b23759d225f6806923f63222\",")
                .contains("\"files\":{\"a\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",");
        assertThat(REQUEST.read(bytes)).isEqualTo(inputs);
        var files = new JobFiles(plain.image(), null, null, given);
        assertThat(RunDigest.ofInputs(inputs.request(List.of(files), 1)).hex())
                .isEqualTo(RunDigest.ofInputs(request).hex())
                .isNotEqualTo(RunDigest.ofInputs(plain).hex());
        var others = List.of(
                InputContents.of(new byte[] {1, 3}, given.files()),
                InputContents.of(null, given.files()),
                InputContents.of(given.standard(), new TreeMap<>()),
                InputContents.of(given.standard(), new TreeMap<>(Map.of("b/c", new byte[0], "a", new byte[0]))),
                InputContents.of(given.standard(), new TreeMap<>(Map.of("c", new byte[] {3}, "a", new byte[0]))));
        var digests = new TreeSet<String>();
        for (var other : others) {
            digests.add(RunDigest.ofInputs(plain.reading(other)).hex());
            var wrong = List.of(new JobFiles(plain.image(), null, null, other));
            assertThatThrownBy(() -> inputs.request(wrong, 1)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(digests)
                .hasSize(others.size())
                .doesNotContain(RunDigest.ofInputs(request).hex());
        assertThatThrownBy(() -> inputs.request(plain.image(), 1))
                .hasMessage("the run needs its standard input or input files, and here is none");
        assertThatThrownBy(() -> RunInputs.of(plain).request(List.of(files), 1))
                .hasMessageContaining("nothing to read");
        assertThatThrownBy(() -> read(text(bytes).replace("\"b/c\"", "\"b/../c\"")))
                .hasMessageContaining("cannot be called");
        var nothing = text(bytes).replaceAll("\"inputs\":\\{.*?}}", "\"inputs\":null");
        assertThatThrownBy(() -> read(nothing)).isInstanceOf(WireException.class);
    }

    /// A part of the operating system that is otherwise makes another run, and another text.
    @Test
    void eachPartOfTheStructureIsInTheDigest() {
        var plain = request(1);
        var usual = Structure.EXOKERNEL;
        var digests = new TreeSet<String>();
        var structures = List.of(
                usual,
                usual.with(LibraryPlacement.SERVER),
                usual.with(LibraryPlacement.MONOLITHIC),
                usual.with(KernelModel.ULTRIX),
                usual.with(KernelModel.MACH),
                usual.with(PageTableChoice.FLAT),
                usual.with(PageTableChoice.INVERTED));
        for (var structure : structures) {
            var jobs = List.of(plain.first().on(structure, null));
            var request = new RunRequest(jobs, plain.preset(), plain.mesh(), plain.fidelity(), 1);
            digests.add(RunDigest.ofInputs(request).hex());
            var inputs = RunInputs.of(request);
            assertThat(REQUEST.read(REQUEST.write(inputs))).isEqualTo(inputs);
        }
        assertThat(digests).hasSize(structures.size());
    }

    /// Every value has one text: one job on a machine of its own is said in version 1.
    @Test
    void oneJobOnAMachineOfItsOwnIsNotVersionTwo() {
        var beside = text(REQUEST.write(RunInputs.of(CoRuns.request("4x2", CoRuns.benchmark("lu, 2x2, 8", 0, 0)))));
        var alone = beside.replace("\"columns\":4", "\"columns\":2");
        assertThatThrownBy(() -> read(alone)).hasMessageContaining("in other words than it was written in");
    }

    @Test
    void aRequestThatWasReadHasTheSameDigest() {
        for (long seed = 0; seed < 50; seed++) {
            var request = request(seed);
            var read = REQUEST.read(REQUEST.write(RunInputs.of(request))).request(PROGRAM, 1);
            assertThat(RunDigest.ofInputs(read).hex())
                    .isEqualTo(RunDigest.ofInputs(request).hex());
        }
    }

    /// A change of the form is another version: this text is what version 1 is.
    @Test
    void theFormIsThis() {
        var request = new RunRequest(
                PROGRAM,
                "b".repeat(64),
                "hello",
                List.of("a \"b\"", "é\n"),
                Preset.named("fugu").with("network.hop", 45),
                new MeshShape(4, 2),
                7,
                new Fidelity.Relaxed(100),
                -5,
                new Limits(1, 2, 3, 65536),
                1);
        var text = text(REQUEST.write(RunInputs.of(request)));
        var figures = Pattern.compile("\"figures\":\\{([^}]*)}").matcher(text);
        assertThat(figures.find()).isTrue();
        assertThat(figures.group(1)).startsWith("\"cache.bytes\":65536,").contains(",\"network.hop\":45,");
        assertThat(figures.replaceFirst("\"figures\":{}"))
                .isEqualTo("{\"form\":\"fugu-run-request\",\"version\":1,\"bundle\":\"" + "b".repeat(64)
                        + "\",\"program\":\"hello\",\"programDigest\":"
                        + "\"039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81\","
                        + "\"arguments\":[\"a \\\"b\\\"\",\"é\\u000a\"],\"machine\":{\"preset\":\"fugu\",\"figures\":{},"
                        + "\"overrides\":[\"network.hop\"],\"columns\":4,\"rows\":2},\"nodes\":7,"
                        + "\"fidelity\":\"relaxed:100\",\"seed\":-5,"
                        + "\"limits\":{\"cycles\":1,\"instructions\":2,\"consoleBytes\":3,\"memoryBytes\":65536}}");
    }

    @Test
    void anUnknownFieldIsRefusedWhereverItStands() {
        var sample = sample();
        for (int at = sample.indexOf('}'); at >= 0; at = sample.indexOf('}', at + 1)) {
            var more = sample.substring(0, at) + ",\"zzz\":1" + sample.substring(at);
            // In a text it is no field, and among the figures it is one that no machine has.
            if (!sample.startsWith("}", at) || inText(sample, at)) continue;
            assertThatThrownBy(() -> read(more))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining("'zzz'");
        }
        var first = sample.replaceFirst("\"bundle\"", "\"zzz\":1,\"bundle\"");
        assertThatThrownBy(() -> read(first)).isInstanceOf(WireException.class).hasMessageContaining("not 'zzz'");
    }

    private static boolean inText(String sample, int at) {
        boolean inside = false;
        for (int i = 0; i < at; i++) {
            if (sample.charAt(i) == '\\') i++;
            else if (sample.charAt(i) == '"') inside = !inside;
        }
        return inside;
    }

    @Test
    void anotherVersionAndAnotherFormAreRefused() {
        assertThatThrownBy(() -> read(sample().replace("\"version\":1", "\"version\":6")))
                .hasMessage(
                        "this is no fugu-run-request of version 1 or 2 or 3 or 4 or 5: it has version 6; only version"
                                + " 1 or 2 or 3 or 4 or 5 is read here");
        assertThatThrownBy(() -> read(sample().replace("run-request", "run-report")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("'fugu-run-request' is expected, not 'fugu-run-report'");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"nodes\":[0-9]+', '\"nodes\":\"1\"'",
        "'\"nodes\":[0-9]+', '\"nodes\":1.0'",
        "'\"nodes\":[0-9]+', '\"nodes\":1e0'",
        "'\"nodes\":[0-9]+', '\"nodes\":01'",
        "'\"nodes\":[0-9]+', '\"nodes\":-0'",
        "'\"nodes\":[0-9]+', '\"nodes\": 1'",
        "'\"nodes\":[0-9]+', '\"nodes\":0'",
        "'\"nodes\":[0-9]+', '\"nodes\":99999'",
        "'\"nodes\":[0-9]+', '\"nodes\":99999999999999999999'",
        "'\"nodes\":[0-9]+', '\"nodes\":null'",
        "'\"nodes\":[0-9]+', '\"nodes\":true'",
        "'\"nodes\":[0-9]+', '\"nodes\":{}'",
        "'\"nodes\":[0-9]+,', ''",
        "'\"nodes\":[0-9]+', '\"nodes\":1,\"nodes\":1'",
        "'\"arguments\":', '\"arguments\":[[],'",
        "'\"arguments\":.*?\\],', '\"arguments\":{},'",
        "'\"fidelity\":\"[a-z0-9:]*\"', '\"fidelity\":\"relaxed:0100\"'",
        "'\"fidelity\":\"[a-z0-9:]*\"', '\"fidelity\":\"exact\"'",
        "'\"preset\":\"[a-z0-9-]*\"', '\"preset\":\"pdp-11\"'",
        "'\"bundle\":\"', '\"bundle\":\"\\ud800'",
        "'\"bundle\":\"0', '\"bundle\":\"\\u0030'",
        "'\"cache.bytes\":[0-9]+', '\"cache.bytes\":65537'",
        "'\"cache.bytes\":[0-9]+,', ''",
        "'\"cache.bytes\":', '\"cache.bites\":'",
        "'\"cache.bytes\":', '\"zebra\":1,\"cache.bytes\":'",
    })
    void anythingElseIsRefusedInASentence(String part, String instead) {
        var changed = sample().replaceFirst(part, Matcher.quoteReplacement(instead));
        assertThat(changed).isNotEqualTo(sample());
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(WireException.class)
                .hasMessageMatching("(?s)this (is no )?fugu-run-request .+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[", "null", "{}", "\"", "{\"form\":", "\ufeff{}"})
    void whatIsNoRequestIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(WireException.class);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsReadAndWhatIsDeepDoesNotNest() {
        assertThatThrownBy(() -> REQUEST.read(new byte[REQUEST.mostBytes() + 1]))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("too large");
        for (var opening : List.of("[", "{\"a\":")) {
            var deep = opening.repeat(REQUEST.mostBytes() / opening.length());
            assertThatThrownBy(() -> read(deep)).isInstanceOf(WireException.class);
            assertThatThrownBy(
                            () -> read(sample().replaceFirst("\\[", Matcher.quoteReplacement(opening.repeat(50_000)))))
                    .isInstanceOf(WireException.class);
        }
    }

    @Test
    void everyPieceAndEveryDamageIsRefusedOrIsAnotherRequest() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var inputs = RunInputs.of(request(seed));
            var bytes = REQUEST.write(inputs);
            for (int tries = 0; tries < 200; tries++) {
                var damaged = bytes.clone();
                for (int left = 1 + random.nextInt(3); left > 0; left--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                if (random.nextInt(4) == 0) damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
                requireRefusedOrOther(damaged, "seed " + seed + ", try " + tries);
            }
        }
    }

    private static void requireRefusedOrOther(byte[] damaged, String which) {
        RunInputs read;
        try {
            read = REQUEST.read(damaged);
        } catch (WireException refused) {
            assertThat(refused).as(which).hasMessageStartingWith("this ");
            return;
        }
        assertThat(REQUEST.write(read)).as(which).isEqualTo(damaged);
    }

    @Test
    void aRequestIsOfOneProgramOnly() {
        var inputs = RunInputs.of(request(3));
        assertThatThrownBy(() -> inputs.request(new byte[] {9}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(inputs.first().programDigest());
    }

    @Test
    void halfOfASurrogatePairCannotBeWritten() {
        var inputs = RunInputs.of(Requests.with(request(3), "\ud800", 1));
        assertThatThrownBy(() -> REQUEST.write(inputs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }
}
