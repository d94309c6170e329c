package org.fugu.service.listing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.fugu.service.problem.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// What a list request asks for.
///
/// @param before entries with a smaller number than this, newest first
/// @param limit 1 to 100
public record Paging(long before, int limit) {
    public static final int DEFAULT_LIMIT = 20;
    public static final int MAX_LIMIT = 100;
    private static final String MARK = "before:";

    /// Reads the two query parameters.
    public static Paging of(@Nullable Integer limit, @Nullable String cursor) {
        var wanted = limit == null ? DEFAULT_LIMIT : limit;
        if (wanted < 1 || wanted > MAX_LIMIT) {
            throw Refusal.of(400, "bad-parameter", "limit is " + wanted + ", but must be from 1 to " + MAX_LIMIT);
        }
        return new Paging(cursor == null ? Long.MAX_VALUE : decode(cursor), wanted);
    }

    /// One more than the page holds, so that one query tells whether there is more.
    public int fetch() {
        return limit + 1;
    }

    /// Makes the page from what was fetched, with the `Link` header of RFC 8288.
    public <R, T> ResponseEntity<Page<T>> answer(List<R> fetched, ToLongFunction<R> number, Function<R, T> shown) {
        var more = fetched.size() > limit;
        var items = fetched.stream().limit(limit).map(shown).toList();
        if (!more) return ResponseEntity.ok(new Page<>(items, null));
        var next = encode(number.applyAsLong(fetched.get(limit - 1)));
        // Relative to what was asked for: which host that is only the caller knows.
        var link = ServletUriComponentsBuilder.fromCurrentRequest()
                .scheme(null)
                .host(null)
                .port(-1)
                .replaceQueryParam("cursor", next)
                .build()
                .toUriString();
        return ResponseEntity.ok()
                .header("Link", "<" + link + ">; rel=\"next\"")
                .body(new Page<>(items, next));
    }

    private static String encode(long number) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((MARK + number).getBytes(StandardCharsets.UTF_8));
    }

    private static long decode(String cursor) {
        try {
            var text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(MARK)) return Long.parseLong(text.substring(MARK.length()));
        } catch (IllegalArgumentException e) {
            // Answered below, like a cursor that decodes to something else.
        }
        throw Refusal.of(400, "bad-cursor", "the cursor is not one that this service gave out");
    }
}
