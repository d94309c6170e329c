package org.fugu.service.library;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import org.fugu.service.account.Account;
import org.fugu.service.document.ConditionalGet;
import org.fugu.service.listing.Page;
import org.fugu.service.listing.Paging;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The library OSes that the caller may bind runs to.
@RestController
@RequestMapping("/api/v1/libraries")
@Tag(name = "libraries")
class LibraryController {
    private static final String OWNED = "Somebody else published it";

    private final Libraries libraries;
    private final LibraryRows rows;

    LibraryController(Libraries libraries, LibraryRows rows) {
        this.libraries = libraries;
        this.rows = rows;
    }

    @Operation(
            summary = "Publishes a library OS",
            description = "Its bundle's manifest says what it is called: `name@version`. A name belongs to who first"
                    + " published under it. A version keeps its content for ever; the same bundle again is answered"
                    + " with what is there, unchanged.")
    @ApiResponse(
            responseCode = "201",
            description = "Published; Location names it",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(
            responseCode = "200",
            description = "It was published already, for whomever the answer says",
            headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "404", description = "You have no such bundle")
    @ApiResponse(
            responseCode = "409",
            description = "The name is somebody else's, the version has other content, or you have as many as you may")
    @ApiResponse(responseCode = "507", description = "The service has too little room on its disk")
    @PostMapping
    ResponseEntity<PublishedLibrary> publishLibrary(
            @Valid @RequestBody NewLibrary wanted, @AuthenticationPrincipal Account account) {
        var published = libraries.publish(account, wanted);
        if (!published.isNew()) return shown(ResponseEntity.ok(), published.row());
        var location =
                URI.create("/api/v1/libraries/" + published.row().library().libos());
        return shown(ResponseEntity.created(location), published.row());
    }

    private static ResponseEntity<PublishedLibrary> shown(ResponseEntity.BodyBuilder answer, LibraryRows.Row row) {
        return answer.eTag(row.etag()).body(row.library());
    }

    @Operation(
            summary = "The library OSes that you see, the one published last first",
            description = "Yours, those for everybody, and those that name you.")
    @ApiResponse(responseCode = "200", description = "A page of them")
    @GetMapping
    ResponseEntity<Page<PublishedLibrary>> listLibraries(
            @Parameter(description = "The versions of that name alone") @RequestParam(required = false) @Nullable
                    String name,
            @Parameter(description = "Those with that in their name alone") @RequestParam(required = false) @Nullable
                    String search,
            @Parameter(description = "Those that you published alone") @RequestParam(defaultValue = "false")
                    boolean mine,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            @AuthenticationPrincipal Account account) {
        var paging = Paging.of(limit, cursor);
        var found = rows.list(account.id(), new LibraryRows.Filter(name, search, mine), paging);
        return paging.answer(found, LibraryRows.Row::number, LibraryRows.Row::library);
    }

    @ConditionalGet
    @ApiResponse(responseCode = "200", description = "The version", headers = @Header(name = "ETag", ref = "ETag"))
    @GetMapping("/{libos}")
    ResponseEntity<PublishedLibrary> getLibrary(
            @Named @PathVariable String libos, @AuthenticationPrincipal Account account) {
        return shown(
                ResponseEntity.ok(), rows.find(account.id(), reference(libos)).orElseThrow(Libraries::notFound));
    }

    private static LibraryName reference(String text) {
        return LibraryName.parse(text).orElseThrow(Libraries::notFound);
    }

    @Operation(
            summary = "Changes whom a version is for; for its owner",
            description = "`If-Match` has the version's ETag. Runs that exist keep their library OS, whoever they are.")
    @ApiResponse(responseCode = "200", description = "Changed", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = OWNED)
    @PutMapping("/{libos}")
    ResponseEntity<PublishedLibrary> shareLibrary(
            @Named @PathVariable String libos,
            @Valid @RequestBody LibraryAudience audience,
            @RequestHeader(name = "If-Match", required = false) @Nullable String match,
            @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), libraries.share(account, reference(libos), match, audience));
    }

    @Operation(
            summary = "Retires a version: it takes no new runs; for its owner",
            description = "Runs that exist are carried out, and who keeps one may submit the same again.")
    @ApiResponse(responseCode = "200", description = "Retired", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = OWNED)
    @PostMapping("/{libos}/retire")
    ResponseEntity<PublishedLibrary> retireLibrary(
            @Named @PathVariable String libos, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), libraries.retire(account, reference(libos), true));
    }

    @Operation(summary = "Lets a retired version take new runs again; for its owner")
    @ApiResponse(responseCode = "200", description = "It takes runs", headers = @Header(name = "ETag", ref = "ETag"))
    @ApiResponse(responseCode = "403", description = OWNED)
    @PostMapping("/{libos}/restore")
    ResponseEntity<PublishedLibrary> restoreLibrary(
            @Named @PathVariable String libos, @AuthenticationPrincipal Account account) {
        return shown(ResponseEntity.ok(), libraries.retire(account, reference(libos), false));
    }
}
