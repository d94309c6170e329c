package org.fugu.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.fugu.exokernel.loader.ElfImage;
import org.fugu.exokernel.loader.ImageRejected;
import org.fugu.exokernel.loader.SharedObject;
import org.jspecify.annotations.Nullable;

/// Files with a manifest, named by their content. Immutable; the arrays it gives out are shared,
/// and nobody may write to them.
public final class Bundle {
    private static final String LONE_MANIFEST = """
            fugu: 1
            name: program
            version: "0"
            programs:
              program: {file: program.elf}
            """;

    private static final byte[] NOTHING = {};
    private static final byte[] ELF_MAGIC = {0x7f, 'E', 'L', 'F'};
    private static final byte[] ZIP_MAGIC = {'P', 'K'};

    private final String identity;
    private final Manifest manifest;
    private final SortedMap<String, byte[]> files;

    private Bundle(String identity, Manifest manifest, SortedMap<String, byte[]> files) {
        this.identity = identity;
        this.manifest = manifest;
        this.files = files;
    }

    /// Reads a zip archive.
    ///
    /// @throws BundleRejectedException saying what is wrong with it
    public static Bundle read(byte[] zip) {
        return of(ZipArchive.read(zip));
    }

    /// Reads a file that somebody hands in: a zip archive, or a lone ELF program.
    ///
    /// @throws BundleRejectedException saying what is wrong with it
    public static Bundle ofFile(byte[] file) {
        return startsAsElf(file) ? ofElf(file) : read(file);
    }

    /// Whether a file begins as those that [#ofFile] takes; what comes after may still be refused.
    public static boolean isMeantAsBundle(byte[] file) {
        return startsAsElf(file) || startsWith(file, ZIP_MAGIC);
    }

    private static boolean startsAsElf(byte[] file) {
        return startsWith(file, ELF_MAGIC);
    }

    private static boolean startsWith(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    /// Reads a folder. Names that begin with a dot are left out.
    ///
    /// @throws BundleRejectedException saying what is wrong with it
    /// @throws IOException when a file cannot be read
    public static Bundle ofFolder(Path folder) throws IOException {
        var tree = new FileTree();
        Files.walkFileTree(folder, new FolderReader(folder, tree));
        return of(tree.finish());
    }

    /// Takes a single ELF file for a bundle with one program, run with the defaults.
    ///
    /// The program is called `program` whatever the file is called, so that a file's name cannot
    /// change what a run does.
    ///
    /// @throws BundleRejectedException when it is too large
    public static Bundle ofElf(byte[] elf) {
        var tree = new FileTree();
        tree.add(Manifest.FILE, LONE_MANIFEST.getBytes(StandardCharsets.UTF_8));
        if (elf.length > BundleBounds.MAX_FILE_BYTES) throw BundleBounds.fileTooLarge("program.elf");
        tree.add("program.elf", elf);
        return of(tree.finish());
    }

    /// As [#ofElf(byte\[\])], of a file.
    ///
    /// @throws IOException when the file cannot be read
    public static Bundle ofElf(Path elf) throws IOException {
        if (Files.size(elf) > BundleBounds.MAX_FILE_BYTES) throw BundleBounds.fileTooLarge("program.elf");
        return ofElf(Files.readAllBytes(elf));
    }

    private static Bundle of(SortedMap<String, byte[]> files) {
        var yaml = files.get(Manifest.FILE);
        if (yaml == null) throw manifestMissing(files.keySet());
        var manifest = ManifestReader.read(yaml);
        manifest.requireFiles(files.keySet());
        manifest.programs()
                .forEach((name, program) -> requireLoadable(name, files.getOrDefault(program.file(), NOTHING)));
        var library = manifest.library();
        if (library != null) requireBindable("/library/file", files.getOrDefault(library.file(), NOTHING));
        if (manifest.libos() instanceof LibraryReference.InBundle(var path)) {
            requireBindable("/libos", files.getOrDefault(path, NOTHING));
        }
        return new Bundle(FileTree.identity(files), manifest, files);
    }

    /// Asks the kernel's loader about a library OS.
    private static void requireBindable(String pointer, byte[] image) {
        if (SharedObject.parse(image) instanceof ImageRejected(var code, var sentence)) {
            throw new BundleRejectedException(code, sentence, List.of(new Violation(pointer, sentence)));
        }
    }

    /// Asks the kernel's loader, so that a bad program is refused when it is uploaded and not when
    /// it runs.
    private static void requireLoadable(String program, byte[] image) {
        switch (ElfImage.parse(image)) {
            case ElfImage sound -> {}
            case ImageRejected(var code, var sentence) -> {
                var pointer = "/programs/" + program + "/file";
                throw new BundleRejectedException(
                        code, "program '" + program + "': " + sentence, List.of(new Violation(pointer, sentence)));
            }
        }
    }

    private static BundleRejectedException manifestMissing(Set<String> paths) {
        var deeper = paths.stream()
                .filter(path -> path.endsWith("/" + Manifest.FILE))
                .findFirst();
        return new BundleRejectedException(
                BundleRefusal.MANIFEST_MISSING,
                "there is no " + Manifest.FILE + " at the root of the bundle"
                        + deeper.map(path ->
                                        "; it is at '" + path + "': pack the content of that folder, not the folder")
                                .orElse(""));
    }

    /// The bundle's name in the world: 64 hexadecimal digits, see `docs/bundle.md`.
    public String identity() {
        return identity;
    }

    public Manifest manifest() {
        return manifest;
    }

    /// The content of a file.
    ///
    /// @throws IllegalArgumentException if there is none of that path
    public byte[] file(String path) {
        var content = files.get(path);
        if (content == null) throw new IllegalArgumentException("the bundle has no file '" + path + "'");
        return content;
    }

    /// The paths of all files, sorted by their UTF-8 bytes.
    public List<String> paths() {
        return List.copyOf(files.keySet());
    }

    /// Bytes of all files together.
    public long totalBytes() {
        return files.values().stream().mapToLong(content -> content.length).sum();
    }

    /// The ELF file of a program of the manifest.
    ///
    /// @throws IllegalArgumentException if there is no such program
    public byte[] image(String program) {
        return file(manifest.program(program).file());
    }

    /// The shared object of a library OS.
    ///
    /// @throws IllegalArgumentException if the bundle is one of programs
    public byte[] libraryImage() {
        var library = manifest.library();
        if (library != null) return file(library.file());
        throw new IllegalArgumentException(
                "'" + manifest.name() + "' is no library OS: its manifest does not say " + "'kind: libos'");
    }

    /// The bundle as a zip, byte for byte the same wherever and from whatever it is made.
    public byte[] canonicalZip() {
        return ZipArchive.write(files);
    }

    /// Collects the files below a folder, refusing links.
    private static final class FolderReader extends SimpleFileVisitor<Path> {
        private final Path root;
        private final FileTree tree;

        FolderReader(Path root, FileTree tree) {
            this.root = root;
            this.tree = tree;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (hidden(file)) return FileVisitResult.CONTINUE;
            var path = path(file);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new BundleRejectedException(
                        BundleRefusal.LINK, "'" + BundlePath.printable(path) + "' is a link or no regular file");
            }
            if (attributes.size() > BundleBounds.MAX_FILE_BYTES) throw BundleBounds.fileTooLarge(path);
            tree.add(path, Files.readAllBytes(file));
            return FileVisitResult.CONTINUE;
        }

        private boolean hidden(Path file) {
            @Nullable Path name = file.getFileName();
            return !file.equals(root) && name != null && name.toString().startsWith(".");
        }

        private String path(Path file) {
            return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        }
    }
}
