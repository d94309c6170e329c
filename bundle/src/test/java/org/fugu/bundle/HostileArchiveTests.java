package org.fugu.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileArchiveTests {
    private static void assertRefused(String code, byte[] zip) {
        var refusal = catchThrowableOfType(BundleRejectedException.class, () -> Bundle.read(zip));
        assertThat(refusal).as("no refusal").isNotNull();
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../etc/passwd",
                "data/../../etc/passwd",
                "/etc/passwd",
                "..",
                "data/..",
                "data\\..\\passwd",
                "C:/windows",
                "c:passwd",
                "./hello",
                "data//hello",
                "new\nline",
                "bell\u0007",
                "nul\u0000byte",
                "right\u202Eleft",
                "trailing.",
                "trailing /file",
            })
    void aPathThatIsNotPlainIsRefused(String path) throws Exception {
        assertRefused("bundle-path-outside", Zips.hello().with(path, "x").bytes());
    }

    @Test
    void aFolderEntryOutsideIsRefusedToo() throws Exception {
        assertRefused("bundle-path-outside", Zips.hello().with("../up/", "").bytes());
    }

    @Test
    void aSymbolicLinkIsRefused() throws Exception {
        var zip = Zips.hello()
                .with("link", "/etc/passwd".getBytes(StandardCharsets.UTF_8), entry -> entry.setUnixMode(0120777))
                .bytes();
        assertRefused("bundle-link", zip);
    }

    @Test
    void aDeviceNodeIsRefused() throws Exception {
        var zip = Zips.hello()
                .with("null", new byte[0], entry -> entry.setUnixMode(0020666))
                .bytes();
        assertRefused("bundle-link", zip);
    }

    @Test
    void namesThatDifferOnlyInCaseAreRefused() throws Exception {
        assertRefused("bundle-duplicate", Zips.hello().with("Hello.ELF", "x").bytes());
    }

    @Test
    void namesThatDifferOnlyInUnicodeFormAreRefused() throws Exception {
        assertRefused(
                "bundle-duplicate",
                Zips.hello().with("\u00e4", "x").with("a\u0308", "y").bytes());
    }

    @Test
    void aFileThatIsAlsoAFolderIsRefused() throws Exception {
        assertRefused("bundle-duplicate", Zips.hello().with("hello.elf/x", "y").bytes());
    }

    @Test
    void theSameNameTwiceIsRefused() throws Exception {
        var zip = Zips.hello().with("hello.elg", "y").bytes();
        assertRefused("bundle-duplicate", Zips.replaced(zip, "hello.elg", "hello.elf"));
    }

    @Test
    void headersThatDisagreeAboutTheNameAreRefused() throws Exception {
        var zip = Zips.hello().with("harmless", "y").bytes();
        assertRefused("bundle-not-a-zip", Zips.firstReplaced(zip, "harmless", "harmfull"));
    }

    @Test
    void aZipBombIsRefusedBeforeItIsUnpackedWhole() throws Exception {
        var zip = Zips.hello().with("bomb", new byte[30 << 20], entry -> {}).bytes();
        assertThat(zip.length).isLessThan(100_000);
        assertRefused("bundle-ratio", zip);
    }

    @Test
    void aFileThatClaimsToBeSmallIsNotUnpackedFurther() throws Exception {
        var zip = Zips.hello().with("bomb", new byte[30 << 20], entry -> {}).bytes();
        var lying = changeSizes(zip, 30 << 20, 10);
        var refusal = catchThrowableOfType(BundleRejectedException.class, () -> Bundle.read(lying));
        assertThat(refusal.code()).isIn("bundle-ratio", "bundle-not-a-zip");
    }

    @Test
    void entriesThatShareTheirBytesAreRefused() throws Exception {
        // Two directory entries, one local header: the kernel of every overlapping bomb.
        var zip = Zips.hello().with("aaaa", "x").with("aaab", "x").bytes();
        var pointed = pointLastEntryAtTheOneBefore(Zips.replaced(zip, "aaab", "aaaa"));
        assertRefused("bundle-ratio", pointed);
    }

    @Test
    void tooManyFilesAreRefused() throws Exception {
        var zips = Zips.hello();
        for (int i = 0; i < BundleBounds.MAX_FILES; i++) zips.with("f" + i, "");
        assertRefused("bundle-too-many-files", zips.bytes());
    }

    @Test
    void aDirectoryThatHoldsMoreThanItSaysIsRefused() throws Exception {
        var zip = Zips.hello().with("more", "x").bytes();
        var end = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        end.putShort(zip.length - 22 + 8, (short) 2);
        end.putShort(zip.length - 22 + 10, (short) 2);
        assertRefused("bundle-not-a-zip", zip);
    }

    @Test
    void anArchiveThatIsTooLargeIsRefusedUnread() {
        assertRefused("bundle-too-large", new byte[BundleBounds.MAX_ARCHIVE_BYTES + 1]);
    }

    @Test
    void filesThatAreTooLargeTogetherAreRefused() throws Exception {
        var noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        var halfPacked = Arrays.copyOf(noise, 24 << 20);
        var zips = Zips.hello();
        for (int i = 0; i < 3; i++) zips.with("f" + i, halfPacked, entry -> {});
        assertRefused("bundle-too-large", zips.bytes());
    }

    @Test
    void anEncryptedFileIsRefused() throws Exception {
        var zip = Zips.hello().with("secret", "x").bytes();
        setFlagOfLastEntry(zip, 1);
        assertRefused("bundle-not-a-zip", zip);
    }

    @Test
    void anUnusualPackingMethodIsRefused() throws Exception {
        var zip = Zips.hello().with("odd", "x").bytes();
        int entry = lastEntry(zip);
        ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putShort(entry + 10, (short) 14);
        assertRefused("bundle-not-a-zip", zip);
    }

    @Test
    void aWrongChecksumIsRefused() throws Exception {
        var zip = Zips.hello().with("sum", "x").bytes();
        ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(lastEntry(zip) + 16, 1234);
        assertRefused("bundle-not-a-zip", zip);
    }

    @Test
    void somethingElseThanAZipIsRefused() {
        assertRefused("bundle-not-a-zip", new byte[0]);
        assertRefused("bundle-not-a-zip", "hello".getBytes(StandardCharsets.UTF_8));
        assertRefused("bundle-not-a-zip", new byte[1000]);
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        var zip = Zips.hello().bytes();
        for (int length = 0; length < zip.length; length++) {
            var cut = Arrays.copyOf(zip, length);
            assertThatThrownBy(() -> Bundle.read(cut)).isInstanceOf(BundleRejectedException.class);
        }
    }

    @Test
    void damagedBytesGiveABundleOrARefusalAndNothingElse() throws Exception {
        var zip = Zips.hello().bytes();
        var random = new Random(20261123);
        for (int round = 0; round < 20_000; round++) {
            var damaged = zip.clone();
            for (int i = 0; i <= round % 3; i++) damaged[random.nextInt(zip.length)] = (byte) random.nextInt();
            try {
                assertThat(Bundle.read(damaged).identity()).isNotEmpty();
            } catch (BundleRejectedException expected) {
                assertThat(expected.code()).isNotEmpty();
            }
        }
    }

    private static int lastEntry(byte[] zip) {
        var latin = new String(zip, StandardCharsets.ISO_8859_1);
        return latin.lastIndexOf("PK\u0001\u0002");
    }

    private static void setFlagOfLastEntry(byte[] zip, int flag) {
        var fields = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int entry = lastEntry(zip);
        fields.putShort(entry + 8, (short) (fields.getShort(entry + 8) | flag));
        int local = fields.getInt(entry + 42);
        fields.putShort(local + 6, (short) (fields.getShort(local + 6) | flag));
    }

    private static byte[] pointLastEntryAtTheOneBefore(byte[] zip) {
        var latin = new String(zip, StandardCharsets.ISO_8859_1);
        int last = lastEntry(zip);
        int before = latin.lastIndexOf("PK\u0001\u0002", last - 1);
        var fields = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        fields.putInt(last + 42, fields.getInt(before + 42));
        return zip;
    }

    private static byte[] changeSizes(byte[] zip, int from, int to) {
        return Zips.replaced(zip, littleEndian(from), littleEndian(to));
    }

    private static String littleEndian(int value) {
        var bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }
}
