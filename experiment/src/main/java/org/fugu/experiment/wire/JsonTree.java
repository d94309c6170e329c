package org.fugu.experiment.wire;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON that somebody hands in. All text in it can stand in a terminal, a table or an XML file as it
/// is: no control characters, none that cannot be seen, and none that XML has not.
public final class JsonTree {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Pattern ODD = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\x{fffe}\\x{ffff}]");

    private JsonTree() {}

    /// Reads a document.
    ///
    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public static JsonNode read(byte[] document) {
        try {
            var root = MAPPER.readTree(document);
            require(root, "");
            return root;
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where = at == null ? "" : ", see line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new IllegalArgumentException("it is not JSON" + where, e);
        }
    }

    /// The text with a question mark for each odd character.
    public static String shown(String text) {
        return ODD.matcher(text).replaceAll("?");
    }

    /// What was read is nested no deeper than the reader allows.
    private static void require(JsonNode node, String pointer) {
        if (node.isString()) requireShown(node.asString(), pointer);
        int index = 0;
        if (node.isArray()) for (var item : node) require(item, pointer + "/" + index++);
        for (var field : node.properties()) {
            requireShown(field.getKey(), pointer);
            require(field.getValue(), pointer + "/" + field.getKey());
        }
    }

    private static void requireShown(String text, String pointer) {
        if (ODD.matcher(text).find()) {
            throw new IllegalArgumentException(
                    "'" + pointer + "' has a character that cannot be shown: " + shown(text));
        }
    }
}
