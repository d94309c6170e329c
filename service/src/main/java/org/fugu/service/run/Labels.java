package org.fugu.service.run;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// The labels of a run.
///
/// @param labels at most 16, by key
record Labels(
        @NotNull @Size(max = Labels.MOST) @Schema(additionalPropertiesSchema = String.class)
        Map<
                        @Pattern(regexp = KEY_FORM, message = KEY_RULE) String,
                        @Pattern(regexp = VALUE_FORM, message = VALUE_RULE) String>
                labels) {
    static final int MOST = 16;
    static final String KEY_FORM = "[A-Za-z0-9][A-Za-z0-9._/-]{0,62}";
    static final String KEY_RULE = "must be 1 to 63 letters, digits, dots, dashes, underscores or slashes";
    static final String VALUE_FORM = "[^\\u0000-\\u001f\\u007f]{1,100}";
    static final String VALUE_RULE = "must be 1 to 100 characters on one line";

    /// Two lots of labels have the same one if they are the same.
    String etag() {
        var text = new StringBuilder();
        new TreeMap<>(labels)
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        return "\"" + UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)) + "\"";
    }
}
