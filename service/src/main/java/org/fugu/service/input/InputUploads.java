package org.fugu.service.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.service.bundle.BundleRoom;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes in what runs are to read.
@Component
public class InputUploads {
    /// The bytes, and as they are packed.
    private static final int COPIES = 2;

    private final Inputs inputs;
    private final Storage storage;
    private final BundleRoom room;
    private final TransactionTemplate transactions;

    InputUploads(Inputs inputs, Storage storage, BundleRoom room, TransactionTemplate transactions) {
        this.inputs = inputs;
        this.storage = storage;
        this.room = room;
        this.transactions = transactions;
    }

    /// @param isNew whether the user did not have it
    record Stored(UploadedInput input, boolean isNew) {}

    /// Stores an upload for a user.
    ///
    /// @param digest what it is said to have, or null
    /// @param body on disk, not larger than a run can read
    /// @throws Refusal `digest-mismatch`, `console-quota` or `disk-full`
    Stored store(String userId, @Nullable String digest, Resource body) {
        return room.with((long) COPIES * InputContents.MOST_BYTES, () -> {
            var contents = read(body);
            var found = sha256(contents);
            if (digest != null && !found.equals(digest)) {
                throw Refusal.of(
                        422, "digest-mismatch", "the bytes have the SHA-256 " + found + ", and not the one you named");
            }
            var packed = Inputs.Packed.of(found, contents);
            boolean isNew = Boolean.TRUE.equals(transactions.execute(_ -> store(userId, packed)));
            return new Stored(new UploadedInput(found, contents.length), isNew);
        });
    }

    /// Stores a text that comes with a job of a co-run. The user's storage is locked.
    ///
    /// @throws Refusal `console-quota` or `disk-full`
    public void storeText(String userId, byte[] text) {
        store(userId, Inputs.Packed.of(sha256(text), text));
    }

    private boolean store(String userId, Inputs.Packed packed) {
        var quota = storage.lock(userId);
        if (inputs.bytes(userId, packed.digest()).isEmpty()) {
            storage.requireRoomForInput(quota, storage.runs(userId), packed.packed().length);
        }
        return inputs.store(userId, packed);
    }

    private static byte[] read(Resource body) {
        try (var in = body.getInputStream()) {
            return in.readNBytes(InputContents.MOST_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @return 64 hexadecimal digits
    public static String sha256(byte[] contents) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(contents));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
