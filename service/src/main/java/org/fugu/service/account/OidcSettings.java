package org.fugu.service.account;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.fugu.service.start.StartFailure;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Sign-in with OpenID Connect.
///
/// @param issuer of the identity provider; empty when there is none
/// @param clientId of this service there
/// @param clientSecret of this service there
/// @param name what people call the provider; without one its host
/// @param users who may come in: `linked`, those whom an administrator has linked; or `create`, which makes a user of
///     whoever comes the first time
/// @param domains with `create`: the domains of verified e-mail addresses that may; all when empty
@ConfigurationProperties("fugu.oidc")
record OidcSettings(
        @DefaultValue("") String issuer,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String name,
        @DefaultValue("linked") String users,
        @DefaultValue Set<String> domains) {
    private static final String LINKED = "linked";
    private static final String CREATE = "create";

    OidcSettings {
        domains =
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        if (!users.equals(LINKED) && !users.equals(CREATE)) {
            throw new StartFailure("FUGU_OIDC_USERS is '" + users + "'; it is one of linked and create", null);
        }
        if (users.equals(LINKED) && !domains.isEmpty()) {
            throw new StartFailure(
                    "FUGU_OIDC_DOMAINS says who is made a user; that needs FUGU_OIDC_USERS=create", null);
        }
        if (!issuer.isEmpty() && (clientId.isEmpty() || clientSecret.isEmpty())) {
            throw new StartFailure(
                    "FUGU_OIDC_ISSUER is set; FUGU_OIDC_CLIENT_ID and FUGU_OIDC_CLIENT_SECRET are needed with it",
                    null);
        }
    }

    boolean on() {
        return !issuer.isEmpty();
    }

    boolean createsUsers() {
        return users.equals(CREATE);
    }

    /// What stands on the button.
    String label() {
        return name.isEmpty() ? URI.create(issuer).getHost() : name;
    }

    /// A secret never gets into a log by way of its record.
    @Override
    public String toString() {
        return "OidcSettings[issuer=" + issuer + "]";
    }
}
