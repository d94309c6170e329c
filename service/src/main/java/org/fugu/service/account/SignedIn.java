package org.fugu.service.account;

import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/// What the security filters know of a signed-in account.
final class SignedIn {
    private SignedIn() {}

    static Authentication of(Account account) {
        var authority = new SimpleGrantedAuthority("ROLE_" + account.role().name());
        return UsernamePasswordAuthenticationToken.authenticated(account, null, List.of(authority));
    }
}
