package org.fugu.experiment.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.LogicalType;

/// A kind of JSON document, with a version in its first field. What is written is the same, byte for
/// byte, on every host. What is read has every field, and no other, and no value of another kind.
///
/// @param <T> a record; components that may be null say so with [JsonSetter]
public final class WireDocument<T> {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultNullHandling(nulls -> JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private final Class<T> type;
    private final String versionField;
    private final int version;
    private final String origin;
    private final SortedMap<Integer, Consumer<ObjectNode>> earlier = new TreeMap<>();

    /// @param versionField the record's first component
    /// @param origin the command that writes such documents
    public WireDocument(Class<T> type, String versionField, int version, String origin) {
        this.type = type;
        this.versionField = versionField;
        this.version = version;
        this.origin = origin;
    }

    /// Reads documents of one version more: the one before the earliest that is read so far.
    ///
    /// @param next makes such a document one of the version after it; it may throw an [IllegalArgumentException]
    ///     with a sentence that says what is wrong
    public WireDocument<T> after(Consumer<ObjectNode> next) {
        earlier.put((earlier.isEmpty() ? version : earlier.firstKey()) - 1, next);
        return this;
    }

    /// Gives an object of an earlier version a field that came later.
    ///
    /// @throws IllegalArgumentException when it has such a field
    public static void add(JsonNode object, String field, JsonNode value) {
        if (!(object instanceof ObjectNode fields)) return;
        if (fields.has(field)) throw new IllegalArgumentException("'" + field + "' is no field of such a document");
        fields.set(field, value);
    }

    public byte[] write(T document) {
        // A fixed line end, or the file would differ between systems.
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return (MAPPER.writer().with(printer).writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /// @throws IllegalArgumentException with a sentence that says what is wrong with it
    public T read(byte[] document) {
        var root = JsonTree.read(document);
        var found = root.path(versionField);
        if (!found.isInt()) {
            throw new IllegalArgumentException("it has no '" + versionField + "'; was it written by '" + origin + "'?");
        }
        boolean isRead = found.asInt() == version || earlier.containsKey(found.asInt());
        if (!isRead || !(root instanceof ObjectNode fields)) {
            throw new IllegalArgumentException("its format is " + found.asInt() + ", and this program reads "
                    + (earlier.isEmpty() ? "" : earlier.firstKey() + " to ") + version + "; make it again with '"
                    + origin + "'");
        }
        earlier.tailMap(found.asInt()).values().forEach(next -> next.accept(fields));
        fields.put(versionField, version);
        try {
            return MAPPER.treeToValue(root, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("'" + pointer(e) + "' " + complaint(e), e);
        }
    }

    /// As in `/benchmarks/0/name`.
    private static String pointer(JacksonException e) {
        return e.getPath().stream()
                .map(step -> "/" + (step.getPropertyName() == null ? "" + step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
    }

    /// Without what is of Java, which tells a reader of the file nothing.
    private static String complaint(JacksonException e) {
        var said = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        if (said.startsWith("Unrecognized property")) return "is no field of such a document";
        if (said.startsWith("Missing") || said.contains("null")) return "is missing or empty";
        var own = e.getCause() == null ? null : e.getCause().getMessage();
        return own == null || !(e.getCause() instanceof IllegalArgumentException)
                ? "is of another kind than it has to be"
                : "is wrong: " + own;
    }
}
