package org.fugu.service.account;

import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.fugu.service.identifier.Sha256;
import org.springframework.session.SessionIdGenerator;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/// What a browser has of its session is a secret, and the session's identifier is the SHA-256 of that: the store of
/// sessions never has what opens one, as with keys.
final class SessionSecrets implements SessionIdGenerator, CookieSerializer {
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String FRESH = SessionSecrets.class.getName() + ".fresh";

    private final CookieSerializer cookies;

    /// @param cookies writes and reads the cookie as it is
    SessionSecrets(CookieSerializer cookies) {
        this.cookies = cookies;
    }

    /// A secret that was made in this request, on its way to the cookie.
    private record Fresh(String identifier, String secret) {}

    @Override
    public String generate() {
        var bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var fresh = new Fresh(Sha256.of(secret), secret);
        RequestContextHolder.currentRequestAttributes().setAttribute(FRESH, fresh, RequestAttributes.SCOPE_REQUEST);
        return fresh.identifier();
    }

    @Override
    public List<String> readCookieValues(HttpServletRequest request) {
        return cookies.readCookieValues(request).stream().map(Sha256::of).toList();
    }

    @Override
    public void writeCookieValue(CookieValue value) {
        cookies.writeCookieValue(new CookieValue(
                value.getRequest(), value.getResponse(), secret(value.getRequest(), value.getCookieValue())));
    }

    /// Nothing for nothing, by which a cookie is taken back.
    private static String secret(HttpServletRequest request, String identifier) {
        if (identifier.isEmpty()) return "";
        if (request.getAttribute(FRESH) instanceof Fresh(var known, var secret) && known.equals(identifier))
            return secret;
        throw new IllegalStateException("the secret of a session is known only while it is made");
    }
}
