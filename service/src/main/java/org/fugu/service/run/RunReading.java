package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.fugu.exokernel.abi.InputContents;
import org.fugu.service.account.Account;
import org.fugu.service.input.InputOrder;
import org.fugu.service.input.InputUploads;
import org.fugu.service.input.Inputs;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What a submission gives its run to read, and a member of a co-run their job. Contents are not read to plan a run:
/// their digests and sizes do.
@Component
public class RunReading {
    private static final String TOO_LARGE = "inputs-too-large";

    private final Inputs inputs;

    RunReading(Inputs inputs) {
        this.inputs = inputs;
    }

    /// @param ofBundle what the manifest says, or null
    /// @throws Refusal `unknown-input`, `two-standard-inputs`, `bad-field` or `inputs-too-large`
    public InputOrder order(Account account, WantedInputs wanted, @Nullable InputContents ofBundle) {
        var given = new TreeMap<String, InputOrder.Piece>();
        if (wanted.stdin() != null && wanted.stdinDigest() != null) {
            throw Refusal.ofField(
                    422,
                    "two-standard-inputs",
                    "/stdinDigest",
                    "a run has one standard input; leave out stdin or stdinDigest");
        }
        if (wanted.stdin() != null) {
            var text = bytes(wanted.stdin());
            given.put(InputOrder.STANDARD, new InputOrder.Piece(InputUploads.sha256(text), text.length, false));
        }
        if (wanted.stdinDigest() != null) {
            given.put(InputOrder.STANDARD, piece(account, "/stdinDigest", wanted.stdinDigest()));
        }
        if (wanted.files() != null) {
            wanted.files().forEach((name, digest) -> given.put(name, file(account, name, digest)));
        }
        try {
            return InputOrder.ofBundle(ofBundle).with(given);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, TOO_LARGE, "/inputs", String.valueOf(e.getMessage()));
        }
    }

    private InputOrder.Piece file(Account account, String name, @Nullable String digest) {
        var pointer = "/inputs/" + name.replace("~", "~0").replace("/", "~1");
        try {
            InputContents.requireName(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "bad-field", pointer, String.valueOf(e.getMessage()));
        }
        if (digest == null) {
            throw Refusal.ofField(422, "bad-field", pointer, "must be the SHA-256 of what you have uploaded");
        }
        return piece(account, pointer, digest);
    }

    private InputOrder.Piece piece(Account account, String pointer, String digest) {
        long bytes = inputs.bytes(account.id(), digest).orElseThrow(() -> Inputs.unknown(pointer, digest));
        return new InputOrder.Piece(digest, bytes, false);
    }

    /// Stores a standard input that comes with a submission. The user's storage is locked.
    void store(String userId, @Nullable String standard) {
        if (standard == null) return;
        var text = bytes(standard);
        inputs.store(userId, InputUploads.sha256(text), text);
    }

    /// A standard input that is said as text.
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
