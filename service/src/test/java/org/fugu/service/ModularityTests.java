package org.fugu.service;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/// Each package of the service is a module, and the modules know each other in one direction.
class ModularityTests {
    @Test
    void modulesUseOnlyWhatOthersOfferAndNeverInACircle() {
        ApplicationModules.of(FuguService.class).verify();
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("org.fugu.service.(*)..").should().beFreeOfCycles().check(classes());
    }

    @Test
    void theServiceHoldsNoSimulationLogic() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("org.fugu.service..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.fugu.machine.cpu..",
                        "org.fugu.machine.trap..",
                        "org.fugu.machine.observe..",
                        "org.fugu.exokernel.capability..",
                        "org.fugu.exokernel.environment..",
                        "org.fugu.exokernel.frame..")
                .check(classes());
    }

    @Test
    void onlyOnePlaceStartsTheMachine() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage("org.fugu.service.worker")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.fugu.exokernel.run.Exokernel")
                .check(classes());
    }

    private static JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.fugu.service");
    }
}
