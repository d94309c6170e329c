package org.fugu.service.project;

/// A link that was just made.
///
/// @param token what joins, told this once
/// @param page where the dashboard joins with it, below the service's address
record IssuedInvitation(Invitation invitation, String token, String page) {
    /// The token never gets into a log by way of its record.
    @Override
    public String toString() {
        return "IssuedInvitation[" + invitation + "]";
    }
}
