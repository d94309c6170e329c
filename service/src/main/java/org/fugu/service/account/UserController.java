package org.fugu.service.account;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.audit.Act;
import org.fugu.service.audit.AuditLog;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Users, for administrators; the security configuration keeps others out.
@RestController
@RequestMapping("/api/v1/users")
@Tag(name = "users")
class UserController {
    private final Users users;
    private final AuditLog audit;

    UserController(Users users, AuditLog audit) {
        this.users = users;
        this.audit = audit;
    }

    @ApiResponse(responseCode = "200", description = "Users, newest first")
    @ApiResponse(responseCode = "403", description = "Only an administrator may do that")
    @GetMapping
    ResponseEntity<Page<UserDetail>> listUsers(
            @RequestParam(required = false) @Nullable String search,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var paging = Paging.of(limit, cursor);
        return paging.answer(users.list(search, paging), Users.Row::number, Users.Row::detail);
    }

    @ApiResponse(responseCode = "201", description = "Made; Location names it")
    @ApiResponse(responseCode = "409", description = "There is such a user already")
    @PostMapping
    ResponseEntity<User> makeUser(@Valid @RequestBody NewUser wanted, @AuthenticationPrincipal Account administrator) {
        var made = users.add(wanted.name(), wanted.password(), wanted.role()).account();
        audit.record(
                Act.USER_MADE,
                administrator.id(),
                made.id(),
                made.name() + " " + made.role().wireName());
        return ResponseEntity.created(URI.create("/api/v1/users/" + made.id())).body(User.of(made));
    }
}
