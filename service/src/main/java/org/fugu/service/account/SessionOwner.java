package org.fugu.service.account;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All that a session holds: whose it is. What else there is to know of them is looked up at each request.
///
/// @param user the identifier
/// @param epoch of the user's sessions; those of an earlier one have ended
record SessionOwner(String user, int epoch) {
    private static final String ATTRIBUTE = "owner";
    private static final Pattern FORM = Pattern.compile("(usr_[0-9A-Za-z_-]{1,40}) (\\d{1,9})");

    /// Begins a session of that user. The one that this browser had ends: what was planted before is worth nothing.
    static void signIn(HttpServletRequest request, Users.Row user) {
        signOut(request);
        new SessionOwner(user.account().id(), user.epoch()).own(request.getSession());
    }

    static void signOut(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) session.invalidate();
    }

    void own(HttpSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    /// @return null when nobody is signed in
    static @Nullable SessionOwner of(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(ATTRIBUTE) instanceof SessionOwner owner ? owner : null;
    }

    byte[] stored() {
        return (user + " " + epoch).getBytes(StandardCharsets.US_ASCII);
    }

    /// @return empty for what is not such a text: that session is nobody's
    static Optional<SessionOwner> read(byte[] stored) {
        var text = FORM.matcher(new String(stored, StandardCharsets.US_ASCII));
        if (!text.matches()) return Optional.empty();
        return Optional.of(new SessionOwner(text.group(1), Integer.parseInt(text.group(2))));
    }
}
