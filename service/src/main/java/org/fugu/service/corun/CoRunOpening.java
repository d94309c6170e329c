package org.fugu.service.corun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.fugu.exokernel.run.Turns;
import org.fugu.machine.Fidelity;
import org.fugu.service.account.Account;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.partition.PartitionUsers;
import org.fugu.service.partition.Partitions;
import org.fugu.service.problem.Refusal;
import org.fugu.service.storage.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Opens co-runs on shared partitions, each wish once.
@Component
class CoRunOpening {
    private static final int LONGEST_KEY = 200;

    private final JdbcClient database;
    private final Partitions partitions;
    private final PartitionUsers partitionUsers;
    private final Storage storage;
    private final AuditLog audit;
    private final JsonMapper json;
    private final CoRunSettings settings;

    CoRunOpening(
            JdbcClient database,
            Partitions partitions,
            PartitionUsers partitionUsers,
            Storage storage,
            AuditLog audit,
            JsonMapper json,
            CoRunSettings settings) {
        this.database = database;
        this.partitions = partitions;
        this.partitionUsers = partitionUsers;
        this.storage = storage;
        this.audit = audit;
        this.json = json;
        this.settings = settings;
    }

    /// @param key the `Idempotency-Key`, or null
    /// @return the identifier; the earlier one's when the key was used before for the same
    @Transactional
    public String open(Account account, NewCoRun wanted, @Nullable String key) {
        storage.lock(account.id());
        var hash = hash(wanted);
        if (key != null) {
            var earlier = earlier(account, key, hash);
            if (earlier.isPresent()) return earlier.get();
        }
        storage.requireFreeDisk();
        var partition = partitions.active(account.id(), wanted.partition());
        if (!partition.isShared()) {
            throw Refusal.ofField(
                    422,
                    "partition-is-not-shared",
                    "/partition",
                    "partition " + partition.id() + " is dedicated; lease one of kind 'shared'");
        }
        requireRoom(account);
        var mode = mode(wanted);
        var turns = turns(mode, wanted);
        var id = Identifiers.fresh("cor_");
        var openFor = wanted.minutes() == null ? settings.openFor() : Duration.ofMinutes(wanted.minutes());
        database.sql("""
                        insert into co_runs (id, user_id, partition_id, machine, mode, quantum, skew, fidelity, state,
                            expires_at, open_key, open_hash)
                        select :id, :user, p.id, :machine, :mode, cast(:quantum as bigint), cast(:skew as integer),
                            :fidelity, 'open', least(p.expires_at, now() + make_interval(secs => :seconds)), :key, :hash
                        from partitions p where p.id = :partition
                        """)
                .param("id", id)
                .param("user", account.id())
                .param("machine", partition.machine())
                .param("mode", mode.wireName())
                .param("quantum", turns == null ? null : turns.quantum())
                .param("skew", turns == null ? null : turns.skew())
                .param("fidelity", fidelity(wanted).toString())
                .param("seconds", openFor.toSeconds())
                .param("key", key)
                .param("hash", key == null ? null : hash)
                .param("partition", partition.id())
                .update();
        int place = 0;
        for (var user : partitionUsers.of(partition.id())) {
            database.sql("""
                            insert into co_run_members (co_run_id, user_id, name, place, state)
                            values (:id, :user, :name, :place, 'invited')
                            """)
                    .param("id", id)
                    .param("user", user.id())
                    .param("name", user.name())
                    .param("place", place++)
                    .update();
        }
        audit.record(Act.CO_RUN_OPENED, account.id(), id, partition.id());
        return id;
    }

    private Optional<String> earlier(Account account, String key, String hash) {
        if (key.isBlank() || key.length() > LONGEST_KEY) {
            throw Refusal.of(400, "bad-idempotency-key", "an Idempotency-Key has 1 to " + LONGEST_KEY + " characters");
        }
        record Used(String id, String hash) {}
        var used = database.sql("select id, open_hash from co_runs where user_id = :user and open_key = :key")
                .param("user", account.id())
                .param("key", key)
                .query((row, _) -> new Used(row.getString(1), row.getString(2)))
                .optional();
        if (used.isPresent() && !used.get().hash().equals(hash)) {
            throw Refusal.of(
                    422, "idempotency-mismatch", "that Idempotency-Key was used for another co-run; take a new one");
        }
        return used.map(Used::id);
    }

    private String hash(NewCoRun wanted) {
        try {
            var body = json.writeValueAsString(wanted).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void requireRoom(Account account) {
        var open =
                database.sql("""
                        select count(*) from co_runs where user_id = :user and state = 'open' and expires_at > now()
                        """).param("user", account.id()).query(Long.class).single();
        if (open < settings.maxOpen()) return;
        throw Refusal.retryLater(
                429,
                "too-many-co-runs",
                open + " of your co-runs are open already; close or cancel one",
                Duration.ofSeconds(30));
    }

    private static CoRunMode mode(NewCoRun wanted) {
        var mode = wanted.mode();
        if (mode == null) return CoRunMode.RECTANGLES;
        try {
            return CoRunMode.ofWire(mode);
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(
                    422, "unknown-mode", "/mode", "mode is 'rectangles' or 'turns', and not '" + mode + "'");
        }
    }

    private static @Nullable Turns turns(CoRunMode mode, NewCoRun wanted) {
        if (mode == CoRunMode.TURNS) {
            return new Turns(
                    wanted.quantum() == null ? Turns.USUAL.quantum() : wanted.quantum(),
                    wanted.skew() == null ? 0 : wanted.skew());
        }
        if (wanted.quantum() == null && wanted.skew() == null) return null;
        throw Refusal.ofField(
                422,
                "no-turns",
                wanted.quantum() == null ? "/skew" : "/quantum",
                "quantum and skew are for the mode 'turns'");
    }

    private static Fidelity fidelity(NewCoRun wanted) {
        try {
            return wanted.fidelity() == null ? new Fidelity.Timing() : Fidelity.parse(wanted.fidelity());
        } catch (IllegalArgumentException e) {
            throw Refusal.ofField(422, "bad-field", "/fidelity", String.valueOf(e.getMessage()));
        }
    }
}
