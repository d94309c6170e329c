package org.fugu.experiment.runfile;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.BundleBounds;
import org.fugu.bundle.run.JobBundles;
import org.fugu.bundle.stored.BadArchiveException;
import org.fugu.bundle.stored.StoredArchive;
import org.fugu.bundle.stored.StoredFile;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.DiskInputs;
import org.fugu.exokernel.run.Limits;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.WireForms;
import org.fugu.experiment.wire.WireDocument;
import org.jspecify.annotations.Nullable;

/// A run in one file: all that it is carried out from, and what came of it. The page docs/run-format.md describes it.
///
/// The same run is the same bytes. What is read has that one form, each part has the digest that the manifest says, and
/// there is no part that the run does not need. None of it is believed: what came of it is a claim until it was carried
/// out again.
public final class RunFile implements AutoCloseable {
    public static final String MANIFEST = "fugu-run.json";
    /// As it is stored: `fugu-run-request`.
    public static final String REQUEST = "request.json";
    public static final String RESULT = "result.json";
    public static final String CONSOLE = "console";
    /// Of the program, in its canonical form.
    public static final String BUNDLE = "bundle.zip";
    /// Of the library OS, where that does not come with the program's bundle.
    public static final String LIBRARY = "library.zip";
    /// What the disks held at the beginning, packed with gzip, where neither the bundle nor nothing says that.
    public static final String DISK = "disk.gz";

    /// What the run was given to read besides the files of its bundle.
    public static final String INPUTS = "inputs";

    /// What the run was refused and did with capabilities, where that was kept.
    public static final String CLUES = "clues.json";

    /// The hashes of the run's epochs, where they were kept.
    public static final String EPOCHS = "epochs";

    /// Of which part of the run there is a trace, where one was kept.
    public static final String TRACED = "trace.json";

    /// The trace, packed with gzip; where `trace.json` is.
    public static final String TRACE = "trace.gz";

    /// What a trace may take, packed.
    public static final int MAX_TRACE_BYTES = 16 << 20;

    /// What a disk may take, packed.
    public static final int MAX_DISK_BYTES = 8 << 20;

    /// What such a file has at the most.
    public static final int MAX_BYTES = 160 << 20;

    private static final Pattern REQUEST_VERSION =
            Pattern.compile("\\{\"form\":\"fugu-run-request\",\"version\":([0-9]{1,9}),");
    private static final int LAST_REQUEST_VERSION = 5;
    private static final int LONGEST_BEGIN = 100;
    private static final int MAX_JSON_BYTES = 1 << 20;
    private static final int MAX_RESULT_BYTES = 8 << 20;
    private static final int MAX_CLUES_BYTES = 4 << 20;
    private static final SortedMap<String, Integer> MOST =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.ofEntries(
                    Map.entry(MANIFEST, MAX_JSON_BYTES),
                    Map.entry(REQUEST, MAX_JSON_BYTES),
                    Map.entry(RESULT, MAX_RESULT_BYTES),
                    Map.entry(CLUES, MAX_CLUES_BYTES),
                    Map.entry(EPOCHS, EpochsFile.MAX_BYTES),
                    Map.entry(TRACED, MAX_JSON_BYTES),
                    Map.entry(TRACE, MAX_TRACE_BYTES),
                    Map.entry(CONSOLE, (int) Limits.MAX_CONSOLE_BYTES + MAX_JSON_BYTES),
                    Map.entry(BUNDLE, BundleBounds.MAX_ARCHIVE_BYTES),
                    Map.entry(LIBRARY, BundleBounds.MAX_ARCHIVE_BYTES),
                    Map.entry(DISK, MAX_DISK_BYTES),
                    Map.entry(INPUTS, InputsFile.MAX_BYTES))));
    private static final WireDocument<RunFileManifest> MANIFESTS =
            new WireDocument<>(RunFileManifest.class, "fuguRun", RunFileManifest.VERSION, "./fugu export");
    private static final WireDocument<RunFileResult> RESULTS =
            new WireDocument<>(RunFileResult.class, "fuguResult", RunFileResult.VERSION, "./fugu export");

    private static final WireDocument<RunFileClues> ALL_CLUES =
            new WireDocument<>(RunFileClues.class, "fuguClues", RunFileClues.VERSION, "./fugu export");
    private static final WireDocument<RunFileTrace> TRACES =
            new WireDocument<>(RunFileTrace.class, "fuguTrace", RunFileTrace.VERSION, "./fugu export");

    private final StoredArchive archive;
    private final RunFileManifest manifest;
    private final byte[] request;
    private final RunInputs inputs;
    private final RunFileResult result;
    private final @Nullable RunFileClues clues;
    private final @Nullable RunFileTrace trace;

    private RunFile(
            StoredArchive archive,
            RunFileManifest manifest,
            byte[] request,
            RunInputs inputs,
            RunFileResult result,
            @Nullable RunFileClues clues,
            @Nullable RunFileTrace trace) {
        this.archive = archive;
        this.manifest = manifest;
        this.request = request;
        this.inputs = inputs;
        this.result = result;
        this.clues = clues;
        this.trace = trace;
    }

    /// The part that says what came of a run.
    ///
    /// @throws IllegalArgumentException when it is longer than such a file may have
    public static StoredFile part(RunFileResult result) {
        var bytes = RESULTS.write(result);
        if (bytes.length > MAX_RESULT_BYTES) {
            throw new IllegalArgumentException("what the run's nodes counted takes " + bytes.length
                    + " bytes, and a file has at most " + MAX_RESULT_BYTES);
        }
        return StoredFile.of(RESULT, bytes);
    }

    /// The part that says what a run was refused and did with capabilities.
    public static StoredFile part(RunFileClues clues) {
        return StoredFile.of(CLUES, ALL_CLUES.write(clues));
    }

    /// The part that says of what there is a trace.
    public static StoredFile part(RunFileTrace trace) {
        return StoredFile.of(TRACED, TRACES.write(trace));
    }

    /// Writes such a file.
    ///
    /// @param manifest whose list of parts is not looked at
    /// @param parts all others
    public static void write(RunFileManifest manifest, List<StoredFile> parts, OutputStream out) throws IOException {
        var digests = new TreeMap<String, String>();
        for (var part : parts) digests.put(part.name(), part.digest());
        var files = new ArrayList<>(parts);
        files.add(StoredFile.of(MANIFEST, MANIFESTS.write(manifest.with(digests))));
        StoredArchive.write(files, out);
    }

    /// Opens a file that a stranger made. Of its parts those are in memory that are JSON, 14 MiB at the most.
    ///
    /// @throws BadArchiveException with a sentence that says what is wrong with it
    public static RunFile open(Path path) throws IOException, BadArchiveException {
        var archive = StoredArchive.open(path, MOST);
        try {
            return of(archive);
        } catch (IllegalArgumentException e) {
            archive.close();
            throw new BadArchiveException(String.valueOf(e.getMessage()));
        } catch (IOException | BadArchiveException e) {
            archive.close();
            throw e;
        }
    }

    private static RunFile of(StoredArchive archive) throws IOException, BadArchiveException {
        var manifest = read(archive, MANIFEST, MANIFESTS);
        requireParts(archive, manifest);
        var request = json(archive, REQUEST);
        if (!carries(request))
            throw new BadArchiveException("'" + REQUEST + "' is of a version that such a file cannot have");
        RunInputs inputs;
        try {
            inputs = WireForms.REQUEST.read(request);
        } catch (IllegalArgumentException e) {
            throw new BadArchiveException("'" + REQUEST + "' cannot be read by this version: " + e.getMessage());
        }
        if (inputs.jobs().size() != 1 || !inputs.isAlone()) {
            throw new BadArchiveException("'" + REQUEST + "' is of several programs on one machine");
        }
        var result = read(archive, RESULT, RESULTS);
        if (result.counters().size() != inputs.mesh().nodes()) {
            throw new BadArchiveException(
                    "'" + RESULT + "' has counters of " + result.counters().size() + " nodes, and the run is on "
                            + inputs.mesh().nodes());
        }
        if ((inputs.first().libraryApart() != null) != archive.files().containsKey(LIBRARY)) {
            throw new BadArchiveException("'" + LIBRARY + "' is there without need, or is missing");
        }
        if (inputs.first().disk() == null && archive.files().containsKey(DISK)) {
            throw new BadArchiveException("'" + DISK + "' is there without need");
        }
        if (inputs.first().inputs() == null && archive.files().containsKey(INPUTS)) {
            throw new BadArchiveException("'" + INPUTS + "' is there without need");
        }
        var clues = archive.files().containsKey(CLUES) ? read(archive, CLUES, ALL_CLUES) : null;
        if (clues != null && !clues.isOnNodes(inputs.nodes())) {
            throw new BadArchiveException("'" + CLUES + "' tells of nodes that the run is not on");
        }
        if (archive.files().containsKey(EPOCHS)) {
            try (var epochs = archive.open(EPOCHS)) {
                EpochsFile.check(epochs);
            }
        }
        return new RunFile(archive, manifest, request, inputs, result, clues, trace(archive));
    }

    private static @Nullable RunFileTrace trace(StoredArchive archive) throws IOException, BadArchiveException {
        var packed = archive.files().get(TRACE);
        boolean isSaid = archive.files().containsKey(TRACED);
        if (isSaid != (packed != null)) {
            throw new BadArchiveException("of '" + TRACED + "' and '" + TRACE + "' there are both, or neither");
        }
        if (packed == null) return null;
        var trace = read(archive, TRACED, TRACES);
        trace.check(packed.read(MAX_TRACE_BYTES));
        return trace;
    }

    private static void requireParts(StoredArchive archive, RunFileManifest manifest) throws BadArchiveException {
        var there = new TreeSet<>(archive.files().keySet());
        there.remove(MANIFEST);
        if (!there.equals(manifest.parts().keySet())) {
            throw new BadArchiveException("the parts of the file are not those that '" + MANIFEST + "' names");
        }
        for (var name : List.of(REQUEST, RESULT, CONSOLE, BUNDLE)) {
            if (!there.contains(name)) throw new BadArchiveException("'" + name + "' is missing");
        }
        for (var part : manifest.parts().entrySet()) {
            var found = archive.files().get(part.getKey());
            if (found == null || !found.digest().equals(part.getValue())) {
                throw new BadArchiveException(
                        "'" + part.getKey() + "' has not the digest that '" + MANIFEST + "' says");
            }
        }
    }

    /// Reads a document that has the one form in which it is written.
    private static <T> T read(StoredArchive archive, String name, WireDocument<T> form)
            throws IOException, BadArchiveException {
        var bytes = json(archive, name);
        try {
            var read = form.read(bytes);
            if (Arrays.equals(form.write(read), bytes)) return read;
        } catch (IllegalArgumentException e) {
            throw new BadArchiveException("'" + name + "': " + e.getMessage());
        }
        throw new BadArchiveException("'" + name + "' is not in the form in which it is written");
    }

    private static byte[] json(StoredArchive archive, String name) throws IOException, BadArchiveException {
        var file = archive.files().get(name);
        if (file == null) throw new BadArchiveException("'" + name + "' is missing: it is no file of a run");
        return file.read(MAX_RESULT_BYTES);
    }

    /// Whether a file has room for all that a run is carried out from: later versions of a request may name more.
    public static boolean carries(byte[] request) {
        var begin = new String(request, 0, Math.min(request.length, LONGEST_BEGIN), StandardCharsets.US_ASCII);
        var version = REQUEST_VERSION.matcher(begin);
        return version.lookingAt() && Integer.parseInt(version.group(1)) <= LAST_REQUEST_VERSION;
    }

    public RunFileManifest manifest() {
        return manifest;
    }

    /// As it stands in the file.
    public byte[] request() {
        return request;
    }

    public RunInputs inputs() {
        return inputs;
    }

    /// What the file claims that came of it.
    public RunFileResult result() {
        return result;
    }

    /// What the file claims that the run was refused and did with capabilities; null where it claims nothing.
    public @Nullable RunFileClues clues() {
        return clues;
    }

    /// Of what there is a trace in the file; null for none.
    public @Nullable RunFileTrace trace() {
        return trace;
    }

    /// Whether that part is there.
    public boolean has(String part) {
        return archive.files().containsKey(part);
    }

    /// A part that is there.
    public StoredFile part(String name) {
        var found = archive.files().get(name);
        if (found == null) throw new IllegalArgumentException("the file has no part '" + name + "'");
        return found;
    }

    /// The whole of a part that is there.
    public byte[] bytes(String name) throws IOException {
        return part(name).read(MOST.getOrDefault(name, 0));
    }

    /// What the run is carried out from, all of it in memory.
    ///
    /// @throws BadArchiveException when its disk is not what the request says
    /// @throws org.fugu.bundle.BundleRejectedException when a bundle is refused
    public JobBundles bundles() throws IOException, BadArchiveException {
        var library = has(LIBRARY) ? Bundle.read(bytes(LIBRARY)) : null;
        return new JobBundles(Bundle.read(bytes(BUNDLE)), library, disk(), given());
    }

    /// What the run was given to read besides the files of its bundle; null for nothing.
    ///
    /// @throws BadArchiveException when that is not of its form
    public @Nullable InputContents given() throws IOException, BadArchiveException {
        return has(INPUTS) ? InputsFile.read(bytes(INPUTS)) : null;
    }

    /// What its disks hold at the beginning; null for none, and for what the bundle says.
    private byte @Nullable [] disk() throws IOException, BadArchiveException {
        var disk = inputs.first().disk();
        if (disk == null) return null;
        if (!has(DISK)) return isBlank(disk) ? new byte[0] : null;
        int most = (int) inputs.limits().memoryBytes();
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes(DISK)))) {
            var bytes = unpacked.readNBytes(most);
            if (unpacked.read() < 0) return bytes;
        } catch (ZipException e) {
            throw new BadArchiveException("'" + DISK + "' cannot be unpacked: " + e.getMessage());
        }
        throw new BadArchiveException("'" + DISK + "' holds more than the run's limit of memory");
    }

    /// Whether a disk holds nothing but zeros.
    public static boolean isBlank(DiskInputs disk) {
        return disk.digest().equals(StoredFile.of(DISK, new byte[0]).digest());
    }

    /// Reads what the file claims that the nodes wrote.
    ///
    /// @throws BadArchiveException when it is not of its form, or more than they may write
    public void readConsole(ConsoleFile.Reader reader) throws IOException, BadArchiveException {
        try (var in = archive.open(CONSOLE)) {
            ConsoleFile.read(in, inputs.mesh().nodes(), inputs.limits().consoleBytes(), reader);
        }
    }

    /// What of the file is not as it was found when the run was carried out again, by name. Its figures, its console,
    /// its metrics: all of it has to be the same, and not its digests alone.
    ///
    /// @param traced the trace that was made of it, packed with gzip, where the file has one; else null
    public List<String> differences(RunReport found, byte @Nullable [] traced) throws IOException {
        var differences = new ArrayList<>(result.differences(RunFileResult.of(found)));
        if (!consoleDigest(found).equals(part(CONSOLE).digest())) differences.add(CONSOLE);
        if (clues != null) differences.addAll(clues.differences(RunFileClues.of(found)));
        if (has(EPOCHS)
                && !EpochsFile.digest(found.epochs()).equals(part(EPOCHS).digest())) differences.add(EPOCHS);
        if (trace != null && (traced == null || !RunFileTrace.digest(traced).equals(trace.digest()))) {
            differences.add("trace");
        }
        return differences;
    }

    /// SHA-256 of the console of a run as it stands in such a file.
    public static String consoleDigest(RunReport report) {
        try {
            return StoredFile.of(CONSOLE, ConsoleFile.of(report.console())).digest();
        } catch (IOException e) {
            throw new IllegalStateException("counting cannot fail", e);
        }
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
