package org.fugu.service.storage;

import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.account.Role;
import org.fugu.service.quota.NodeUse;
import org.fugu.service.quota.QuotaUse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whoever asks, and what they keep.
@RestController
@RequestMapping("/api/v1/users/me")
@Tag(name = "users")
class MeController {
    /// A user with what is stored for them, and what they have of the machines.
    record Me(String id, String name, Role role, StorageUse storage, QuotaUse use) {}

    private final Storage storage;
    private final NodeUse use;

    MeController(Storage storage, NodeUse use) {
        this.storage = storage;
        this.use = use;
    }

    @GetMapping
    Me getMe(@AuthenticationPrincipal Account account) {
        return new Me(account.id(), account.name(), account.role(), storage.of(account.id()), use.of(account.id()));
    }
}
