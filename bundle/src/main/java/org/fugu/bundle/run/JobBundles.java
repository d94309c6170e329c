package org.fugu.bundle.run;

import java.util.TreeMap;
import org.fugu.bundle.Bundle;
import org.fugu.bundle.LibraryReference;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.exokernel.run.JobFiles;
import org.fugu.exokernel.run.JobInputs;
import org.fugu.exokernel.run.LibraryInputs;
import org.jspecify.annotations.Nullable;

/// What a kept job is carried out from.
///
/// @param application the bundle of its program
/// @param library the bundle of its library OS, if that is another one
/// @param disk what its disks hold when it begins, if anything; null for what the application's manifest says
/// @param inputs what it can read beside what the application's manifest says, or in its place
public record JobBundles(
        Bundle application,
        @Nullable Bundle library,
        byte @Nullable [] disk,
        @Nullable InputContents inputs) {
    /// Of a job that reads what its manifest says.
    public JobBundles(Bundle application, @Nullable Bundle library, byte @Nullable [] disk) {
        this(application, library, disk, null);
    }

    /// Of a job that needs no more than its program's bundle.
    public JobBundles(Bundle application) {
        this(application, null, null, null);
    }

    /// @throws IllegalArgumentException when one is not the bundle of the job
    JobFiles files(JobInputs job) {
        if (!application.identity().equals(job.bundle())) {
            throw new IllegalArgumentException(
                    "the run is of the bundle " + job.bundle() + ", and this one is " + application.identity());
        }
        boolean isManifests = disk == null && job.disk() != null;
        var contents = isManifests ? disk(application) : disk;
        return new JobFiles(application.image(job.program()), library(job.library()), contents, read(job));
    }

    private @Nullable InputContents read(JobInputs job) {
        if (job.inputs() == null) return inputs;
        return over(inputs, inputs(application));
    }

    /// What the programs of a bundle's own run can read, or null.
    ///
    /// @throws IllegalArgumentException if that is too large
    static @Nullable InputContents inputs(Bundle bundle) {
        var named = bundle.manifest().run().inputs();
        var standard = named.standard();
        if (standard == null && named.files().isEmpty()) return null;
        var files = new TreeMap<String, byte[]>();
        named.files().forEach((name, path) -> files.put(name, bundle.file(path)));
        return InputContents.of(standard == null ? null : bundle.file(standard), files);
    }

    /// Inputs, and the others' where these say nothing.
    ///
    /// @throws IllegalArgumentException if they are too large together
    static @Nullable InputContents over(@Nullable InputContents given, @Nullable InputContents others) {
        if (given == null || others == null) return given == null ? others : given;
        var files = new TreeMap<>(others.files());
        files.putAll(given.files());
        return InputContents.of(given.standard() == null ? others.standard() : given.standard(), files);
    }

    /// What the disks of a bundle's own run hold when it begins, or null.
    static byte @Nullable [] disk(Bundle bundle) {
        var path = bundle.manifest().run().disk();
        return path == null ? null : bundle.file(path);
    }

    private byte @Nullable [] library(@Nullable LibraryInputs wanted) {
        if (wanted == null) return null;
        if (application.identity().equals(wanted.bundle())) return libraryIn(application);
        if (library == null) {
            throw new IllegalArgumentException("the run is on the library OS " + wanted + ", whose bundle is "
                    + wanted.bundle() + "; it is needed too");
        }
        if (!library.identity().equals(wanted.bundle())) {
            throw new IllegalArgumentException("the run is on the library OS of the bundle " + wanted.bundle()
                    + ", and this one is " + library.identity());
        }
        return library.libraryImage();
    }

    /// The shared object that a bundle of programs has with it.
    private static byte[] libraryIn(Bundle bundle) {
        if (bundle.manifest().libos() instanceof LibraryReference.InBundle(var path)) return bundle.file(path);
        throw new IllegalArgumentException("the bundle " + bundle.identity() + " has no library OS");
    }
}
