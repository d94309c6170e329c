package org.fugu.exokernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "org.fugu.exokernel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final String KERNEL = "org.fugu.exokernel";

    /// Each package knows those after it. The loader stands beside kernel and call.
    private static final List<String> ARROWS = List.of(
            "run",
            "job",
            "kernel",
            "call",
            "delivery",
            "schedule",
            "environment",
            "filter",
            "handler",
            "capability",
            "frame",
            "abi");

    private static final String LOADER = "loader";
    /// The form in which runs are written knows none of the others, and only the first knows it.
    private static final String WIRE = "wire";

    @ArchTest
    static final ArchRule theKernelKnowsTheMachineAndTheJdkOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(KERNEL + "..", "org.fugu.machine..", "java..", "jdk.jfr..", "org.jspecify..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.fugu.exokernel.(*)..").should().beFreeOfCycles();

    @ArchTest
    static void thePackagesKnowOnlyThoseAfterThem(JavaClasses classes) {
        for (int i = 1; i < ARROWS.size(); i++) {
            var unknown = new ArrayList<>(ARROWS.subList(0, i));
            if (!ARROWS.get(i).equals("job")) unknown.add(LOADER);
            unknown.add(WIRE);
            assertKnowsNone(ARROWS.get(i), unknown, classes);
        }
        assertKnowsNone(LOADER, List.of("run", "job", "kernel", "call", WIRE), classes);
        assertKnowsNone(WIRE, ARROWS, classes);
        assertKnowsNone(WIRE, List.of(LOADER), classes);
    }

    private static void assertKnowsNone(String name, List<String> others, JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(KERNEL + "." + name)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        others.stream().map(other -> KERNEL + "." + other).toArray(String[]::new))
                .check(classes);
    }

    @ArchTest
    static void thereIsNoOtherPackage(JavaClasses classes) {
        var packages = new TreeSet<>(ARROWS);
        packages.add(LOADER);
        packages.add(WIRE);
        for (var each : classes) {
            assertThat(packages)
                    .as(each.getName())
                    .contains(each.getPackageName().substring(KERNEL.length() + 1));
        }
    }

    /// Runs and jobs know machines and nodes; the kernel knows the ports that a node gives it.
    @ArchTest
    static final ArchRule theKernelKnowsNoNodeButItsPorts = noClasses()
            .that()
            .resideInAnyPackage(
                    KERNEL + ".kernel",
                    KERNEL + ".call",
                    KERNEL + ".delivery",
                    KERNEL + ".schedule",
                    KERNEL + ".environment",
                    KERNEL + ".capability")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.fugu.machine", "org.fugu.machine.node..", "org.fugu.machine.processor..");

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
            .doNotHaveFullyQualifiedName(KERNEL + ".call.Removal")
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
