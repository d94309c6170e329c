package org.fugu.cli.service;

import java.util.List;
import java.util.Map;
import org.fugu.cli.terminal.Terminal;
import tools.jackson.databind.JsonNode;

/// Waits for the end of a verification that the service carries out.
public final class VerificationWait {
    private static final Map<String, String> UP_TO_ITS_END = Map.of("Prefer", "wait=30");

    private VerificationWait() {}

    /// Tells on standard error what it waits for, once for each reason.
    ///
    /// @param path of the verification
    /// @param begun it, as the service told it first
    /// @return it, ended
    public static JsonNode end(ServiceClient service, Terminal terminal, String path, JsonNode begun) {
        var seen = begun;
        var told = "";
        while (List.of("queued", "running").contains(seen.path("state").asString(""))) {
            var reason = seen.path("waitingFor").asString("");
            if (!reason.isEmpty() && !reason.equals(told)) {
                terminal.err().println("the verification waits for " + reason);
                terminal.err().flush();
                told = reason;
            }
            seen = service.get(path, UP_TO_ITS_END);
        }
        return seen;
    }
}
