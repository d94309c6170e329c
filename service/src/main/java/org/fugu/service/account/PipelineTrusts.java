package org.fugu.service.account;

import com.nimbusds.jwt.JWTParser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.identifier.Identifiers;
import org.fugu.service.identity.IdentityProvider;
import org.fugu.service.identity.ProviderUnreachable;
import org.fugu.service.listing.Paging;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Pipelines that come with a token of their CI's identity provider in place of a key. Who may make and see trusts the
/// caller has found out.
@Component
public class PipelineTrusts {
    /// Of one project.
    static final int MOST = 20;

    private static final Logger LOG = LoggerFactory.getLogger(PipelineTrusts.class);
    private static final int LONGEST_TOKEN = 8192;
    private static final int LONGEST_SUBJECT = 300;
    private static final int MOST_AUDIENCES = 10;
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    private static final JsonMapper JSON = new JsonMapper();

    /// @param number the order in which trusts were made
    public record Row(long number, PipelineTrust trust) {}

    private record Found(String id, Account account, ClaimRules rules) {}

    private final JdbcClient database;
    private final AuditLog audit;
    private final Map<String, IdentityProvider> providers;

    PipelineTrusts(JdbcClient database, AuditLog audit, CiSettings settings) {
        this.database = database;
        this.audit = audit;
        this.providers = settings.issuers().stream()
                .map(issuer -> IdentityProvider.configured(issuer, "FUGU_CI_ISSUERS"))
                .collect(Collectors.toUnmodifiableMap(IdentityProvider::issuer, Function.identity()));
    }

    /// @param project locked, so that its trusts are counted exactly
    /// @throws Refusal `unknown-issuer`, `trust-too-wide`, `bad-claim`, `too-many-trusts`
    @Transactional
    public PipelineTrust make(Account maker, String project, NewTrust wanted) {
        if (!providers.containsKey(wanted.issuer())) {
            var known = providers.isEmpty()
                    ? "none is"
                    : String.join(", ", providers.keySet().stream().sorted().toList());
            throw Refusal.ofField(
                    422, "unknown-issuer", "/issuer", "is none that the service is configured with (" + known + ")");
        }
        new ClaimRules(wanted.claims()).check();
        var count = database.sql("select count(*) from pipeline_trusts where project_id = :project")
                .param("project", project)
                .query(Integer.class)
                .single();
        if (count >= MOST) {
            throw Refusal.of(409, "too-many-trusts", "the project has " + MOST + " trusts, and may have no more");
        }
        var id = Identifiers.fresh("trs_");
        database.sql("""
                        insert into pipeline_trusts (id, project_id, user_id, name, issuer, claims)
                        values (:id, :project, :user, :name, :issuer, cast(:claims as jsonb))
                        """)
                .param("id", id)
                .param("project", project)
                .param("user", maker.id())
                .param("name", wanted.name())
                .param("issuer", wanted.issuer())
                .param("claims", JSON.writeValueAsString(new TreeMap<>(wanted.claims())))
                .update();
        audit.record(Act.TRUST_MADE, maker.id(), id, wanted.name() + " for " + project);
        return list(project, id, Paging.of(1, null)).getFirst().trust();
    }

    public List<Row> list(String project, Paging paging) {
        return list(project, null, paging);
    }

    private List<Row> list(String project, @Nullable String id, Paging paging) {
        return database.sql("""
                        select t.*, u.name as maker from pipeline_trusts t join users u on u.id = t.user_id
                        where t.project_id = :project and t.number < :before
                            and (cast(:id as text) is null or t.id = :id)
                        order by t.number desc limit :limit
                        """)
                .param("project", project)
                .param("id", id)
                .param("before", paging.before())
                .param("limit", paging.fetch())
                .query(PipelineTrusts::row)
                .list();
    }

    private static Row row(ResultSet row, int index) throws SQLException {
        return new Row(
                row.getLong("number"),
                new PipelineTrust(
                        row.getString("id"),
                        row.getString("name"),
                        row.getString("issuer"),
                        row.getString("project_id"),
                        claims(row),
                        row.getString("maker"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        ApiKeys.instant(row, "last_used_at"),
                        row.getString("last_subject")));
    }

    private static Map<String, String> claims(ResultSet row) throws SQLException {
        return JSON.readValue(row.getString("claims"), new TypeReference<TreeMap<String, String>>() {});
    }

    /// @throws Refusal 404
    public void remove(Account account, String project, String id) {
        var removed = database.sql("delete from pipeline_trusts where id = :id and project_id = :project")
                .param("id", id)
                .param("project", project)
                .update();
        if (removed == 0) throw Refusal.notFound("trust");
        audit.record(Act.TRUST_REMOVED, account.id(), id, "of " + project);
    }

    /// Who that text speaks for, if it is a token of a pipeline that a project trusts, and who made the trust may
    /// measure there.
    ///
    /// @throws Refusal `identity-provider-unreachable`
    Optional<Account> use(String text) {
        if (providers.isEmpty()
                || text.length() > LONGEST_TOKEN
                || !FORM.matcher(text).matches()) return Optional.empty();
        // Only a provider that is configured is ever asked, whatever the token says.
        var provider = providers.get(claimedIssuer(text));
        if (provider == null) return Optional.empty();
        return checked(provider, text).flatMap(this::trusted);
    }

    private static String claimedIssuer(String text) {
        try {
            return String.valueOf(JWTParser.parse(text).getJWTClaimsSet().getIssuer());
        } catch (ParseException e) {
            return "";
        }
    }

    private static Optional<Jwt> checked(IdentityProvider provider, String text) {
        try {
            return Optional.of(provider.decoder(new DelegatingOAuth2TokenValidator<>(
                            new JwtTimestampValidator(IdentityProvider.CLOCK_SKEW),
                            new JwtClaimValidator<>("exp", expiry -> expiry != null),
                            new JwtIssuerValidator(provider.issuer())))
                    .decode(text));
        } catch (BadJwtException e) {
            LOG.debug("A token of a pipeline was refused", e);
            return Optional.empty();
        } catch (JwtException | ProviderUnreachable e) {
            LOG.warn("Tokens of pipelines cannot be checked: {}", e.getMessage());
            throw Refusal.retryLater(
                    503,
                    "identity-provider-unreachable",
                    "the identity provider that signed the token does not answer; try again",
                    Duration.ofSeconds(10));
        }
    }

    private Optional<Account> trusted(Jwt token) {
        var audience = token.getAudience();
        if (audience == null || audience.isEmpty() || audience.size() > MOST_AUDIENCES) return Optional.empty();
        var found = database
                .sql("""
                        select t.id, t.project_id, t.claims, u.id as user_id, u.name
                        from pipeline_trusts t join users u on u.id = t.user_id
                        where t.project_id in (:audience) and t.issuer = :issuer
                          and u.disabled_at is null and u.deleted_at is null
                          and exists (
                              select 1 from project_members m where m.project_id = t.project_id
                                  and m.user_id = t.user_id and m.role in ('owner', 'member'))
                        order by t.number
                        """)
                .param("audience", audience)
                .param("issuer", token.getClaimAsString("iss"))
                .query(PipelineTrusts::found)
                .list()
                .stream()
                .filter(trust -> trust.rules().hold(token))
                .findFirst();
        found.ifPresent(trust -> noteUse(trust.id(), token.getSubject()));
        return found.map(Found::account);
    }

    private static Found found(ResultSet row, int index) throws SQLException {
        var id = row.getString("id");
        var key = new CallingKey(id, row.getString("project_id"), KeyScope.RUN);
        return new Found(
                id,
                new Account(row.getString("user_id"), row.getString("name"), Role.USER, key),
                new ClaimRules(claims(row)));
    }

    private void noteUse(String id, @Nullable String subject) {
        var said = String.valueOf(subject);
        database.sql("""
                        update pipeline_trusts set last_used_at = now(), last_subject = :subject where id = :id
                          and (last_used_at is null or last_used_at < now() - interval '1 minute')
                        """)
                .param("subject", said.length() > LONGEST_SUBJECT ? said.substring(0, LONGEST_SUBJECT) : said)
                .param("id", id)
                .update();
    }
}
