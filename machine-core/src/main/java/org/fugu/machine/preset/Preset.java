package org.fugu.machine.preset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The figures of one machine, immutable. Everything that makes one machine faster than another is
/// in here; the model's code holds no figure of its own. A preset's file may extend another machine
/// and list only what differs.
public final class Preset {
    private static final List<String> NAMES = List.of(
            "fugu",
            "fugu-20mhz",
            "alewife",
            "alewife-33mhz",
            "bus-smp",
            "dash",
            "now-atm-am",
            "now-remote-access",
            "now-hpam",
            "now-myrinet",
            "decstation-2100",
            "decstation-3100",
            "decstation-5000-125",
            "decstation-5000-200");

    /// Those that were read: reading one takes longer than starting a small program.
    private static final SortedMap<String, Preset> KNOWN = new TreeMap<>();

    /// What the names of a disk's figures begin with.
    private static final String DISK = "disk.";

    /// In kHz.
    private static final String CLOCK = "processor.clock";

    private static final long NANOSECONDS_A_MILLISECOND = 1_000_000;

    private final String name;
    private final String title;
    private final SortedMap<String, Figure> figures;

    /// The figures before any was changed.
    private final SortedMap<String, Figure> original;

    private Preset(String name, String title, SortedMap<String, Figure> figures, SortedMap<String, Figure> original) {
        this.name = name;
        this.title = title;
        this.figures = Collections.unmodifiableSortedMap(figures);
        this.original = Collections.unmodifiableSortedMap(original);
    }

    /// The machines that come with the product, in the order in which to show them.
    public static List<String> names() {
        return NAMES;
    }

    /// A machine that comes with the product.
    ///
    /// @throws IllegalArgumentException if there is none of that name; the message lists those
    ///     there are
    public static Preset named(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("there is no machine '" + name + "'; there are: "
                    + String.join(", ", NAMES) + NearestWord.hint(name, NAMES));
        }
        synchronized (KNOWN) {
            // Not computeIfAbsent: one may extend another.
            var known = KNOWN.get(name);
            if (known == null) KNOWN.put(name, known = read(name));
            return known;
        }
    }

    private static Preset read(String name) {
        try (InputStream file = Preset.class.getResourceAsStream(name + ".yaml")) {
            if (file == null) throw new IllegalStateException("the preset file of " + name + " is missing");
            return parse(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("the preset file of " + name + " cannot be read", e);
        }
    }

    static Preset parse(String name, String yaml) {
        var loaded = new Load(LoadSettings.builder().setLabel(name + ".yaml").build()).loadFromString(yaml);
        if (!(loaded instanceof Map<?, ?> root) || !(root.get("figures") instanceof Map<?, ?> listed)) {
            throw new IllegalArgumentException(name + ".yaml has no 'figures'");
        }
        var base = root.get("extends") instanceof String other ? named(other).figures : new TreeMap<String, Figure>();
        var figures = new TreeMap<String, Figure>();
        for (var entry : listed.entrySet()) {
            put(figures, String.valueOf(entry.getKey()), fields(name, entry.getValue()), base);
        }
        if (root.get("groups") instanceof List<?> groups) {
            for (var group : groups) {
                var fields = fields(name, group);
                for (var key : texts(name, fields.get("figures"))) put(figures, key, fields, base);
            }
        }
        boolean sameMachine = Boolean.TRUE.equals(root.get("same_machine"));
        for (var inherited : base.values()) {
            if (figures.putIfAbsent(inherited.name(), inherited) != null || sameMachine) continue;
            throw new IllegalArgumentException(name + ".yaml does not say where its " + inherited.name()
                    + " comes from; what is known of " + root.get("extends") + " says nothing of this machine");
        }
        return new Preset(name, text("title", root.get("title")), figures, figures);
    }

    private static Map<?, ?> fields(String name, @Nullable Object value) {
        if (value instanceof Map<?, ?> fields) return fields;
        throw new IllegalArgumentException(name + ".yaml: expected a mapping, found " + value);
    }

    private static void put(
            SortedMap<String, Figure> figures, String key, Map<?, ?> fields, SortedMap<String, Figure> base) {
        if (figures.put(key, figure(key, fields, base.get(key))) != null) {
            throw new IllegalArgumentException(key + " is listed twice");
        }
    }

    /// A figure of a machine that extends another has the other's unit and range, and its value if it
    /// gives none.
    private static Figure figure(String key, Map<?, ?> fields, @Nullable Figure inherited) {
        return new Figure(
                key,
                inherited != null && !fields.containsKey("value")
                        ? inherited.value()
                        : number(key, fields.get("value")),
                inherited != null ? inherited.unit() : text(key, fields.get("unit")),
                inherited != null ? inherited.least() : number(key, fields.get("least")),
                inherited != null ? inherited.most() : number(key, fields.get("most")),
                inherited != null ? inherited.powerOfTwo() : Boolean.TRUE.equals(fields.get("power_of_two")),
                Figure.Kind.valueOf(text(key, fields.get("kind")).toUpperCase(Locale.ROOT)),
                text(key, fields.get("source")),
                fields.containsKey("taken_from") ? texts(key, fields.get("taken_from")) : List.of(),
                fields.containsKey("chosen_with") ? texts(key, fields.get("chosen_with")) : List.of(),
                between(key, fields.get("between")));
    }

    private static Figure.@Nullable Between between(String key, @Nullable Object value) {
        if (value == null) return null;
        if (value instanceof List<?> ends && ends.size() == 2) {
            return new Figure.Between(number(key, ends.getFirst()), number(key, ends.getLast()));
        }
        throw new IllegalArgumentException(key + ": expected two whole numbers, found " + value);
    }

    private static List<String> texts(String key, @Nullable Object value) {
        if (value instanceof List<?> list)
            return list.stream().map(each -> text(key, each)).toList();
        throw new IllegalArgumentException(key + ": expected a list, found " + value);
    }

    private static long number(String key, @Nullable Object value) {
        if (value instanceof Number whole) return whole.longValue();
        throw new IllegalArgumentException(key + ": expected a whole number, found " + value);
    }

    private static String text(String key, @Nullable Object value) {
        if (value instanceof String text && !text.isBlank()) return text;
        throw new IllegalArgumentException(key + ": expected text, found " + value);
    }

    public String name() {
        return name;
    }

    /// One line for people.
    public String title() {
        return title;
    }

    /// All figures, by name.
    public Collection<Figure> figures() {
        return figures.values();
    }

    /// The value of a figure every machine must have.
    ///
    /// @throws IllegalArgumentException if this preset lacks it
    public long value(String figure) {
        return figure(figure).value();
    }

    public int intValue(String figure) {
        return Math.toIntExact(value(figure));
    }

    /// What a figure is in, if there is such a figure.
    public Optional<String> unitOf(String figure) {
        return Optional.ofNullable(figures.get(figure)).map(Figure::unit);
    }

    /// The machine's one clock in MHz, for people: the figure is in kHz, so that 16.67 MHz are a whole
    /// number of them.
    public double clockMegahertz() {
        return value(CLOCK) / 1000.0;
    }

    /// A figure in nanoseconds as cycles of the machine's one clock, rounded up: hardware waits for
    /// the edge that comes next.
    ///
    /// @throws IllegalArgumentException if the figure is not in nanoseconds
    public long cyclesOf(String figure) {
        var time = figure(figure);
        if (!time.unit().equals("ns")) {
            throw new IllegalArgumentException(figure + " is in " + time.unit() + ", not in nanoseconds");
        }
        return Math.ceilDiv(time.value() * value(CLOCK), NANOSECONDS_A_MILLISECOND);
    }

    /// This machine with one figure changed: a what-if.
    ///
    /// @throws IllegalArgumentException if there is no such figure, naming the nearest, or the
    ///     value is out of range
    public Preset with(String figure, long value) {
        var changed = new TreeMap<>(figures);
        changed.put(figure, figure(figure).withValue(value));
        return new Preset(name, title, changed, original);
    }

    /// What speaks against this machine, for each figure in its range: figures that do not go together.
    /// A machine that comes with the product has no such, and one that has cannot be built. Nothing is
    /// checked before somebody asks, because figures are changed one after the other.
    public List<Conflict> conflicts() {
        return Conflicts.of(this);
    }

    /// A figure with where it comes from.
    ///
    /// @throws IllegalArgumentException if this preset lacks it
    public Figure figure(String wanted) {
        var found = figures.get(wanted);
        if (found != null) return found;
        throw new IllegalArgumentException(
                "machine " + name + " has no figure '" + wanted + "'" + NearestWord.hint(wanted, figures.keySet()));
    }

    /// Name and values in one fixed form: two presets that simulate alike have the same text. Figures of
    /// the disk stand there only if they were changed: few runs have a disk, and what it is stands in the
    /// state of those that have.
    public String canonicalText() {
        var text = new StringBuilder("preset ").append(name).append('\n');
        for (var figure : identifying()) {
            text.append(figure.name()).append('=').append(figure.value()).append('\n');
        }
        return text.toString();
    }

    /// The figures of [#canonicalText].
    public Collection<Figure> identifying() {
        return figures.values().stream().filter(this::isIdentifying).toList();
    }

    private boolean isIdentifying(Figure figure) {
        if (!figure.name().startsWith(DISK)) return true;
        var before = original.get(figure.name());
        return before == null || before.value() != figure.value();
    }

    /// The figures in which another version of this machine differs from it.
    ///
    /// @param canonicalText of the other
    public SortedMap<String, Long> changesTo(String canonicalText) {
        var changes = new TreeMap<String, Long>();
        canonicalText.lines().skip(1).forEach(line -> {
            int equals = line.indexOf('=');
            var figure = line.substring(0, Math.max(0, equals));
            long value = Long.parseLong(line.substring(equals + 1));
            if (value(figure) != value) changes.put(figure, value);
        });
        return changes;
    }

    /// SHA-256 of [#canonicalText], hexadecimal.
    public String hash() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(canonicalText().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Whether the other simulates alike.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Preset preset && canonicalText().equals(preset.canonicalText());
    }

    @Override
    public int hashCode() {
        return canonicalText().hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
