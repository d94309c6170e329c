package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.fugu.service.problem.Refusal;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Which submissions were made under which key, so that one sent twice is accepted once. That of a run-set is known by
/// its first run.
@Component
class IdempotencyKeys {
    static final int LONGEST = 200;

    private record Used(String bodyHash, String runId) {}

    private final JdbcClient database;
    private final JsonMapper json;

    IdempotencyKeys(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /// The run that was accepted under that key before. Until the transaction ends, nobody else
    /// gets past this with the same key.
    ///
    /// @throws Refusal `idempotency-mismatch` or `idempotency-in-flight`
    Optional<String> replay(String userId, String key, Object wanted) {
        lock(userId, key);
        return earlier(userId, key, wanted);
    }

    /// The run that was accepted under that key before.
    ///
    /// @throws Refusal `idempotency-mismatch`
    Optional<String> earlier(String userId, String key, Object wanted) {
        if (key.isBlank() || key.length() > LONGEST) {
            throw Refusal.of(400, "bad-idempotency-key", "an Idempotency-Key has 1 to " + LONGEST + " characters");
        }
        var used = database.sql("select body_hash, run_id from idempotency_keys where user_id = :user and key = :key")
                .param("user", userId)
                .param("key", key)
                .query((row, _) -> new Used(row.getString(1), row.getString(2)))
                .optional();
        if (used.isPresent() && !used.get().bodyHash().equals(hash(wanted))) {
            throw Refusal.of(
                    422,
                    "idempotency-mismatch",
                    "that Idempotency-Key was used for another submission; take a new one");
        }
        return used.map(Used::runId);
    }

    void remember(String userId, String key, Object wanted, String runId) {
        database.sql("""
                        insert into idempotency_keys (user_id, key, body_hash, run_id)
                        values (:user, :key, :hash, :run)
                        """)
                .param("user", userId)
                .param("key", key)
                .param("hash", hash(wanted))
                .param("run", runId)
                .update();
    }

    private void lock(String userId, String key) {
        var mine = database.sql("select pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
                .param("name", userId + " " + key)
                .query(Boolean.class)
                .single();
        if (mine) return;
        throw Refusal.retryLater(
                409,
                "idempotency-in-flight",
                "a submission with that Idempotency-Key is being accepted; ask again",
                Duration.ofSeconds(1));
    }

    private String hash(Object wanted) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            var body = json.writeValueAsString(wanted).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(sha.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
