package org.fugu.experiment;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "org.fugu.experiment", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final String BENCHMARK = "org.fugu.experiment.benchmark";
    private static final String DIFFERENCE = "org.fugu.experiment.difference";
    private static final String REPORT = "org.fugu.experiment.report";
    private static final String REPRODUCE = "org.fugu.experiment.reproduce";
    private static final String RUN_FILE = "org.fugu.experiment.runfile";
    private static final String RUN_SET = "org.fugu.experiment.runset";
    private static final String WIRE = "org.fugu.experiment.wire";

    @ArchTest
    static final ArchRule experimentsKnowNoServiceAndNoCommandLine = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.fugu.service..", "org.fugu.cli..", "org.springframework..", "java.sql..", "java.net.http..");

    /// What a user measures, and what was published: neither needs the other.
    @ArchTest
    static final ArchRule benchmarksKnowNoReproduction = noClasses()
            .that()
            .resideInAPackage(BENCHMARK)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(REPORT, REPRODUCE);

    @ArchTest
    static final ArchRule reproductionKnowsNoBenchmarks = noClasses()
            .that()
            .resideInAPackage(REPRODUCE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BENCHMARK);

    /// Two runs can be explained that are no benchmarks.
    @ArchTest
    static final ArchRule explainingKnowsNoBenchmarks = noClasses()
            .that()
            .resideInAPackage(DIFFERENCE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BENCHMARK, REPORT, REPRODUCE);

    @ArchTest
    static final ArchRule documentsKnowNothingOfWhatIsInThem = noClasses()
            .that()
            .resideInAPackage(WIRE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BENCHMARK, DIFFERENCE, REPORT, REPRODUCE, "org.fugu.bundle..");

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

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses experiments) {
        var found = new TreeSet<String>();
        for (var each : experiments) found.add(each.getPackageName());
        assertThat(found).containsExactly(BENCHMARK, DIFFERENCE, REPORT, REPRODUCE, RUN_FILE, RUN_SET, WIRE);
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses experiments) {
        for (JavaClass type : experiments) {
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }
}
