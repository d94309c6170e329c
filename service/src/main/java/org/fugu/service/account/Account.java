package org.fugu.service.account;

import java.io.Serializable;

/// Who asks: the signed-in user of a request.
public record Account(String id, String name, Role role) implements Serializable {
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }
}
