package org.fugu.machine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
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
                    MACHINE + "..", "java..", "org.jspecify..", "org.snakeyaml.engine..", "org.HdrHistogram..");

    /// Each group may use those before it.
    @ArchTest
    static final ArchRule groupsKnowOnlyThoseBeforeThem = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("ground")
            .definedBy(groups("clock", "topology", "isa", "memory", "trap", "state", "observe", "preset"))
            .layer("parts")
            .definedBy(groups("tlb", "cache", "network"))
            .layer("protocols")
            .definedBy(groups("coherence", "message"))
            .layer("processor")
            .definedBy(groups("cpu"))
            .layer("machine")
            .definedBy(MACHINE)
            .whereLayer("machine")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("processor")
            .mayOnlyBeAccessedByLayers("machine")
            .whereLayer("protocols")
            .mayOnlyBeAccessedByLayers("processor", "machine")
            .whereLayer("parts")
            .mayOnlyBeAccessedByLayers("protocols", "processor", "machine");

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
            noClasses().should().haveNameMatching(".*(Capability|Environment|User(?!Message)|Bundle)\\w*");

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
