package org.fugu.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import picocli.CommandLine.Command;

@AnalyzeClasses(packages = "org.fugu.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    private static final String CLI = "org.fugu.cli";

    /// From the ground up. A package knows those in the rows before its own, and no other.
    private static final String[][] LAYERS = {
        {"terminal"},
        {"argument", "report", "git"},
        {"run", "bench", "perf", "reproduce", "machine", "guest", "dist", "service"},
        {"serve", "ci", "load", "verify"},
    };

    @ArchTest
    static void packagesKnowOnlyThoseBeforeThem(JavaClasses cli) {
        for (int layer = 0; layer < LAYERS.length; layer++) {
            for (var name : LAYERS[layer]) {
                var others = new ArrayList<String>(List.of(CLI));
                for (int other = layer; other < LAYERS.length; other++) {
                    for (var each : LAYERS[other]) if (!each.equals(name)) others.add(CLI + "." + each);
                }
                noClasses()
                        .that()
                        .resideInAPackage(CLI + "." + name)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(others.toArray(String[]::new))
                        .check(cli);
            }
        }
    }

    @ArchTest
    static void everyPackageHasItsPlace(JavaClasses cli) {
        var placed = new TreeSet<String>(List.of(CLI));
        for (var layer : LAYERS) for (var name : layer) placed.add(CLI + "." + name);
        var found = new TreeSet<String>();
        for (var each : cli) found.add(each.getPackageName());
        assertThat(found).isEqualTo(placed);
    }

    @ArchTest
    static final ArchRule noCycles = slices().matching(CLI + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theServiceIsKnownOnlyOverHttp = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.fugu.service..", "org.fugu.db..", "org.springframework..", "java.sql..");

    @ArchTest
    static final ArchRule localPackagesAskNoService = noClasses()
            .that()
            .resideOutsideOfPackages(CLI, CLI + ".service", CLI + ".serve", CLI + ".ci", CLI + ".load")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule everyCommandIsAClassOfThatName =
            classes().that().areAnnotatedWith(Command.class).should().haveSimpleNameEndingWith("Command");

    /// What is public is there for another package; the start is there for the launcher.
    @ArchTest
    static void whatIsPublicIsUsedElsewhere(JavaClasses cli) {
        for (var type : cli) {
            if (!type.isTopLevelClass() || !type.getModifiers().contains(JavaModifier.PUBLIC)) continue;
            if (type.getSimpleName().equals("Main")) continue;
            assertThat(usersOutside(type)).as("users of " + type.getName()).isNotEmpty();
        }
    }

    private static List<String> usersOutside(JavaClass type) {
        return type.getDirectDependenciesToSelf().stream()
                .map(each -> each.getOriginClass())
                .filter(user -> !user.getPackageName().equals(type.getPackageName()))
                .map(JavaClass::getName)
                .toList();
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses cli) throws ClassNotFoundException {
        var packages = new TreeSet<String>();
        for (var each : cli) packages.add(each.getPackageName());
        assertThat(packages).hasSizeGreaterThan(10);
        for (var name : packages) {
            var description = Class.forName(name + ".package-info");
            assertThat(description.isAnnotationPresent(NullMarked.class))
                    .as(name)
                    .isTrue();
        }
    }
}
