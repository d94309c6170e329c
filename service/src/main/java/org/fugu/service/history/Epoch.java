package org.fugu.service.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import org.fugu.experiment.benchmark.Measurement;

/// In what figures of a benchmark can be compared: one bundle by name, one version of the machine model,
/// and one way of being run.
///
/// @param digest equal for two measurements that belong together
public record Epoch(String digest) {
    private static final int SHORT = 12;

    /// So much of it that no two of one history are the same.
    String shortName() {
        return digest.substring(0, Math.min(SHORT, digest.length()));
    }

    /// @param bundle its name
    public static Epoch of(String bundle, Measurement measured) {
        var setting = measured.setting();
        var parts = new ArrayList<>(setting.args());
        parts.add(bundle);
        parts.add(setting.program());
        parts.add(setting.machine());
        parts.add(setting.mesh());
        parts.add(Integer.toString(setting.nodes()));
        parts.add(setting.fidelity());
        parts.add(Long.toString(setting.seed()));
        parts.add(measured.machineVersion());
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                // With its length, so that no two lists of parts are one text.
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return new Epoch(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
