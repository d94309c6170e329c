package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import org.fugu.exokernel.run.RunInputs;
import org.fugu.exokernel.run.WireForms;
import org.jspecify.annotations.Nullable;

/// An accepted run, every choice made: carried out today or in a year, it is the same run.
///
/// @param machine the service's machine
/// @param overrides figures that were asked for, by name, be they the preset's or not
/// @param work what is asked for and on which version of the machine, as one SHA-256; null for what no other run is
///     answered from
/// @param marks what its owner says of it
/// @param project that it is for, whose owner sees it; null for none
record RunOrder(
        String id,
        String userId,
        String machine,
        RunInputs inputs,
        SortedMap<String, Long> overrides,
        RunBelongings belongings,
        @Nullable String work,
        RunMarks marks,
        @Nullable String project) {
    /// In their wire form.
    static String text(RunInputs inputs) {
        return new String(WireForms.REQUEST.write(inputs), StandardCharsets.UTF_8);
    }

    /// As in `work`.
    ///
    /// @param version of the machine
    /// @param request in its wire form
    static String work(String version, String request) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update((version + "\n").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(sha.digest(request.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
