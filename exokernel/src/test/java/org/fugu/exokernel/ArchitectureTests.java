package org.fugu.exokernel;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "org.fugu.exokernel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final String KERNEL = "org.fugu.exokernel";

    @ArchTest
    static final ArchRule theKernelKnowsTheMachineAndTheJdkOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(KERNEL + "..", "org.fugu.machine..", "java..", "org.jspecify..");

    /// What a run is asked for and answers is known everywhere.
    @ArchTest
    static final ArchRule noCycles = slices().matching("org.fugu.exokernel.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(alwaysTrue(), resideInAPackage(KERNEL + ".run"));

    @ArchTest
    static final ArchRule thePackagesKnowOnlyThoseBeforeThem = noClasses()
            .that()
            .resideInAnyPackage(KERNEL + ".abi..", KERNEL + ".frame..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    KERNEL + ".run..",
                    KERNEL + ".job..",
                    KERNEL + ".kernel..",
                    KERNEL + ".capability..",
                    KERNEL + ".environment..",
                    KERNEL + ".loader..");

    @ArchTest
    static final ArchRule noHostTimeChanceOrThreadsReachTheSimulation = noClasses()
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "identityHashCode", Object.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(Random|IdentityHashMap|WeakHashMap)|java\\.lang\\.(Thread|ThreadLocal)"
                    + "|java\\.time\\..*|java\\.util\\.concurrent\\..*|java\\.util\\.random\\..*");

    /// A hash map is iterated in an order that nobody promised. A hash set may be asked, in one
    /// place.
    @ArchTest
    static final ArchRule nothingIsKeptInHashOrder = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(KERNEL + ".kernel.SystemCalls")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(HashMap|HashSet|Hashtable)");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) throws ClassNotFoundException {
        var packages = new TreeSet<String>();
        for (var each : classes) packages.add(each.getPackageName());
        assertThat(packages).hasSizeGreaterThan(5);
        for (var name : packages) {
            var description = Class.forName(name + ".package-info");
            assertThat(description.isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }
}
