package org.fugu.bundle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "org.fugu.bundle", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    @ArchTest
    static final ArchRule bundlesKnowNoServiceAndNoCommandLine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.fugu.service..",
                    "org.fugu.cli..",
                    "org.fugu.experiment..",
                    "org.springframework..",
                    "java.sql..",
                    "java.net.http..");

    @ArchTest
    static final ArchRule readingABundleNeverWritesToDisk = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.io\\.(File|FileOutputStream|RandomAccessFile|FileWriter)");

    @ArchTest
    static final ArchRule noResultDependsOnTheHost = noClasses()
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class);

    private static final String BUNDLE = "org.fugu.bundle";

    /// The root package has four parts, class by class from the ground up: how a bundle is refused,
    /// the archive, the manifest, the bundle itself. A part knows those before its own, and no other.
    private static final List<Set<String>> PARTS = List.of(
            Set.of("BundleRefusal", "Violation", "BundleRejectedException"),
            Set.of("BundleBounds", "BundlePath", "FileTree", "ZipArchive"),
            Set.of(
                    "Wildcard",
                    "MeasurePattern",
                    "Threshold",
                    "Thresholds",
                    "LibraryReference",
                    "LimitsGiven",
                    "Manifest",
                    "ManifestReader",
                    "YamlNode"),
            Set.of("Bundle"));

    @ArchTest
    static void partsKnowOnlyThoseBeforeThem(JavaClasses classes) {
        var found = new TreeSet<String>();
        for (var each : classes) {
            if (!each.getPackageName().equals(BUNDLE) || each.getSimpleName().equals("package-info")) continue;
            int part = partOf(each);
            found.add(outermost(each));
            for (var known : each.getDirectDependenciesFromSelf()) {
                var target = known.getTargetClass().getBaseComponentType();
                if (target.getPackageName().equals(BUNDLE))
                    assertThat(partOf(target)).as(known.getDescription()).isLessThanOrEqualTo(part);
            }
        }
        var placed = new TreeSet<String>();
        PARTS.forEach(placed::addAll);
        assertThat(found).isEqualTo(placed);
    }

    private static int partOf(JavaClass type) {
        for (int part = 0; part < PARTS.size(); part++) if (PARTS.get(part).contains(outermost(type))) return part;
        throw new AssertionError(type.getName() + " has no place");
    }

    private static String outermost(JavaClass type) {
        return type.getName().substring(BUNDLE.length() + 1).split("\\$", 2)[0];
    }

    /// From the ground up. A package knows those before its own, and no other.
    private static final List<String> PACKAGES =
            List.of(BUNDLE + ".stored", BUNDLE, BUNDLE + ".explain", BUNDLE + ".observe", BUNDLE + ".run");

    @ArchTest
    static void packagesKnowOnlyThoseBeforeThem(JavaClasses classes) {
        for (int own = 0; own + 1 < PACKAGES.size(); own++) {
            noClasses()
                    .that()
                    .resideInAPackage(PACKAGES.get(own))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            PACKAGES.subList(own + 1, PACKAGES.size()).toArray(String[]::new))
                    .check(classes);
        }
        var found = new TreeSet<String>();
        for (var each : classes) found.add(each.getPackageName());
        assertThat(found).isEqualTo(new TreeSet<>(PACKAGES));
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        for (JavaClass type : classes) {
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }
}
