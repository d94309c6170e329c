package org.fugu.machine;

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

@AnalyzeClasses(packages = "org.fugu.machine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final String MACHINE = "org.fugu.machine";

    @ArchTest
    static final ArchRule theMachineKnowsTheJdkAndSmallLibrariesOnly = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    MACHINE + "..",
                    "java..",
                    "jdk.jfr..",
                    "org.jspecify..",
                    "org.snakeyaml.engine..",
                    "org.HdrHistogram..");

    /// From the ground up. A package knows those before its own, and no other.
    private static final String[][] LAYERS = {
        {"clock", "topology", "isa", "memory", "trap", "state", "observe", "preset"},
        {"tlb", "cache", "network"},
        {"coherence"},
        {"cpu"},
        {"translate"},
        {"access"},
        {"message", "disk"},
        {"processor", "kernel"},
        {"node"},
    };

    @ArchTest
    static void packagesKnowOnlyThoseBeforeThem(JavaClasses machine) {
        for (int layer = 0; layer < LAYERS.length; layer++) {
            var above = new ArrayList<String>(List.of(MACHINE));
            for (int other = layer + 1; other < LAYERS.length; other++) above.addAll(List.of(groups(LAYERS[other])));
            noClasses()
                    .that()
                    .resideInAnyPackage(groups(LAYERS[layer]))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above.toArray(String[]::new))
                    .check(machine);
        }
    }

    /// A part that knew the node that it is in could not be built alone.
    @ArchTest
    static final ArchRule noPartNamesTheNode = noClasses()
            .that()
            .resideOutsideOfPackages(MACHINE, MACHINE + ".node")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(MACHINE + ".node");

    /// The run loop lets logical processes advance; that they are nodes matters to who builds the
    /// machine and who looks at it.
    @ArchTest
    static final ArchRule theRunLoopKnowsLogicalProcesses = noClasses()
            .that()
            .haveSimpleNameContaining("Horizons")
            .or()
            .haveSimpleNameContaining("HostThreads")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("Node");

    /// The kernel's side of a node is reached by subject, and only by what implements it here.
    @ArchTest
    static final ArchRule aPartOfTheProcessorKnowsNoKernel = noClasses()
            .that()
            .resideInAnyPackage(groups("processor", "message", "access", "cpu"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(MACHINE + ".kernel");

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses machine) {
        var placed = new TreeSet<String>(List.of(MACHINE));
        for (var layer : LAYERS) for (var name : layer) placed.add(MACHINE + "." + name);
        var found = new TreeSet<String>();
        for (var each : machine) found.add(each.getPackageName());
        assertThat(found).isEqualTo(placed);
    }

    private static String[] groups(String... names) {
        var packages = new String[names.length];
        for (int i = 0; i < names.length; i++) packages[i] = MACHINE + "." + names[i] + "..";
        return packages;
    }

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.fugu.machine.(*)..").should().beFreeOfCycles();

    /// The kernel's words have no place in the hardware.
    @ArchTest
    static final ArchRule hardwareHasNoWordForCapabilityEnvironmentUserOrBundle =
            noClasses().should().haveNameMatching(".*(Capability|Environment|User(?!Message|Dma)|Bundle)\\w*");

    @ArchTest
    static final ArchRule noHostTimeReachesTheSimulation = noClasses()
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
            .haveNameMatching("java\\.time\\..*|java\\.lang\\.ThreadLocal");

    /// Threads are [HostThreads]'; the machine itself draws the ends of windows, for tests.
    @ArchTest
    static final ArchRule noThreadsOrChanceReachTheSimulation = noClasses()
            .that()
            .doNotHaveSimpleName("HostThreads")
            .and()
            .doNotHaveSimpleName("Machine")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.Random|java\\.lang\\.Thread|java\\.util\\.concurrent\\..*"
                    + "|java\\.util\\.random\\..*");

    @ArchTest
    static final ArchRule nothingIsKeptInHashOrder = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("java\\.util\\.(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap)");

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) throws ClassNotFoundException {
        var packages = new TreeSet<String>();
        for (var each : classes) packages.add(each.getPackageName());
        assertThat(packages).hasSizeGreaterThan(10);
        for (var name : packages) {
            var description = Class.forName(name + ".package-info");
            assertThat(description.isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }
}
