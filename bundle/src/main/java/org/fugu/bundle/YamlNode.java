package org.fugu.bundle;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.fugu.machine.preset.NearestWord;
import org.jspecify.annotations.Nullable;

/// A place in a loaded YAML document: a value, its pointer, and the list that gathers complaints.
///
/// Reading goes on after a complaint with a harmless value, so that one look shows all mistakes.
record YamlNode(@Nullable Object value, String pointer, List<Violation> violations) {
    void complain(String detail) {
        violations.add(new Violation(pointer, detail));
    }

    boolean isAbsent() {
        return value == null;
    }

    /// The field of a mapping; an absent one has no value.
    YamlNode field(String key) {
        var found = value instanceof Map<?, ?> map ? map.get(key) : null;
        return new YamlNode(found, pointer + "/" + key.replace("~", "~0").replace("/", "~1"), violations);
    }

    void requireMapping() {
        if (!isAbsent() && !(value instanceof Map<?, ?>)) complain("must be a mapping");
    }

    /// Complains unless this is a mapping with no other keys than these.
    void requireKeys(Collection<String> known) {
        requireMapping();
        if (!(value instanceof Map<?, ?> map)) return;
        for (var key : map.keySet()) {
            var word = String.valueOf(key);
            if (!known.contains(word)) {
                field(word).complain("unknown key '" + word + "'" + NearestWord.hint(word, known));
            }
        }
    }

    /// The keys of a mapping that serve as names.
    List<String> names() {
        if (!(value instanceof Map<?, ?> map)) return List.of();
        return map.keySet().stream().map(String::valueOf).toList();
    }

    List<YamlNode> items() {
        if (isAbsent()) return List.of();
        if (!(value instanceof List<?> list)) {
            complain("must be a list");
            return List.of();
        }
        var items = new ArrayList<YamlNode>();
        for (var item : list) items.add(new YamlNode(item, pointer + "/" + items.size(), violations));
        return items;
    }

    /// The text; null, with a complaint, for anything else. Numbers are not taken for text: `010`
    /// and `1e3` would come out as something that was never written.
    @Nullable
    String text(String what, Pattern form) {
        if (value instanceof String text && form.matcher(text).matches()) return text;
        complain(isAbsent() ? "is missing: " + what : "must be " + what);
        return null;
    }

    String text(String what, Pattern form, String otherwise) {
        var text = text(what, form);
        return text != null ? text : otherwise;
    }

    @Nullable
    Long number(long least, long most) {
        if (isAbsent()) return null;
        if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
            var number = new BigInteger(value.toString());
            if (number.bitLength() < 64 && number.longValue() >= least && number.longValue() <= most) {
                return number.longValue();
            }
        }
        complain("must be a whole number from " + least + " to " + most);
        return null;
    }

    /// Complains if the check says that this cannot be called so.
    void requireName(String name, Consumer<String> check) {
        try {
            check.accept(name);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    /// What the text means, or the given value when it is absent or wrong.
    <T> T parsed(Function<String, T> parser, T otherwise) {
        if (isAbsent()) return otherwise;
        try {
            return parser.apply(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return otherwise;
        }
    }
}
