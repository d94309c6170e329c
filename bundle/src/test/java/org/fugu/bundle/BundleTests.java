package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTests {
    @TempDir
    Path folder;

    @Test
    void theIdentityIsWhatShellToolsComputeFromTheFiles() throws Exception {
        Files.writeString(folder.resolve("fugu.yaml"), Zips.MANIFEST);
        Files.write(folder.resolve("hello.elf"), Programs.elf(1));
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/ä.txt"), "text");
        Files.writeString(folder.resolve("data/Z.txt"), "more text");

        var shell = new ProcessBuilder(
                        "sh", "-c", "find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-64")
                .directory(folder.toFile())
                .start();
        var expected = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(Bundle.ofFolder(folder).identity()).isEqualTo(expected);
    }

    @Test
    void theIdentityDoesNotDependOnOrderMethodTimesOrFolderEntries() throws Exception {
        var one = Bundle.read(Zips.hello().bytes());
        var other = Bundle.read(Zips.empty()
                .with("data/", "")
                .with("hello.elf", Programs.elf(1), entry -> {
                    entry.setMethod(ZipEntry.DEFLATED);
                    entry.setTime(1_000_000_000_000L);
                    entry.setUnixMode(0100755);
                    entry.setComment("a comment");
                })
                .with("fugu.yaml", Zips.MANIFEST)
                .bytes());

        assertThat(other.identity()).isEqualTo(one.identity());
        assertThat(other.canonicalZip()).isEqualTo(one.canonicalZip());
    }

    @Test
    void oneChangedByteChangesTheIdentity() throws Exception {
        var one = Bundle.read(Zips.hello().bytes());
        var other = Bundle.read(Zips.empty()
                .with("fugu.yaml", Zips.MANIFEST)
                .with("hello.elf", Programs.elf(2), entry -> {})
                .bytes());

        assertThat(other.identity()).isNotEqualTo(one.identity());
    }

    @Test
    void theCanonicalArchiveReadsBackAsTheSameBundle() throws Exception {
        var bundle = Bundle.read(Zips.hello().bytes());

        var again = Bundle.read(bundle.canonicalZip());

        assertThat(again.identity()).isEqualTo(bundle.identity());
        assertThat(again.canonicalZip()).isEqualTo(bundle.canonicalZip());
        assertThat(again.paths()).containsExactly("fugu.yaml", "hello.elf");
    }

    @Test
    void theCanonicalArchiveIsTheSameInEveryTimeZone() throws Exception {
        var bundle = Bundle.read(Zips.hello().bytes());
        var here = bundle.canonicalZip();
        var before = TimeZone.getDefault();
        try {
            for (var zone : ZoneId.getAvailableZoneIds()) {
                TimeZone.setDefault(TimeZone.getTimeZone(ZoneId.of(zone)));
                assertThat(bundle.canonicalZip()).as(zone).isEqualTo(here);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void aFolderLeavesOutHiddenFilesAndRefusesLinks() throws Exception {
        Files.writeString(folder.resolve("fugu.yaml"), Zips.MANIFEST);
        Files.write(folder.resolve("hello.elf"), Programs.elf(1));
        Files.writeString(folder.resolve(".secret"), "not for upload");

        assertThat(Bundle.ofFolder(folder).paths()).containsExactly("fugu.yaml", "hello.elf");

        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("fugu.yaml"));
        assertThatThrownBy(() -> Bundle.ofFolder(folder))
                .isInstanceOfSatisfying(
                        BundleRejectedException.class, e -> assertThat(e.code()).isEqualTo("bundle-link"));
    }

    @Test
    void aLoneProgramIsABundleWhateverItsFileIsCalled() throws Exception {
        var one = Files.write(folder.resolve("one"), Programs.elf(1));
        var two = Files.write(folder.resolve("two.elf"), Programs.elf(1));

        assertThat(Bundle.ofElf(one).identity()).isEqualTo(Bundle.ofElf(two).identity());
        assertThat(Bundle.ofElf(one).image("program")).isEqualTo(Programs.elf(1));
        assertThat(Bundle.ofFile(Programs.elf(1)).identity())
                .isEqualTo(Bundle.ofElf(two).identity());
        assertThat(Bundle.read(Bundle.ofElf(one).canonicalZip()).identity())
                .isEqualTo(Bundle.ofElf(two).identity());
    }

    @Test
    void aProgramTheLoaderRefusesIsRefusedWithTheLoadersCode() throws Exception {
        var zip = Zips.empty()
                .with("fugu.yaml", Zips.MANIFEST)
                .with("hello.elf", Arrays.copyOf(Programs.elf(1), 70), entry -> {})
                .bytes();

        assertThatThrownBy(() -> Bundle.read(zip)).isInstanceOfSatisfying(BundleRejectedException.class, e -> {
            assertThat(e.code()).isEqualTo("elf-truncated");
            assertThat(e.violations()).extracting(Violation::pointer).containsExactly("/programs/hello/file");
        });
    }
}
