package org.fugu.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import picocli.CommandLine.Command;

@AnalyzeClasses(packages = "org.fugu.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {
    @ArchTest
    static final ArchRule theServiceIsKnownOnlyOverHttp = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.fugu.service..", "org.fugu.db..", "org.springframework..", "java.sql..");

    @ArchTest
    static final ArchRule everyCommandIsAClassOfThatName =
            classes().that().areAnnotatedWith(Command.class).should().haveSimpleNameEndingWith("Command");

    @ArchTest
    static final ArchRule onlyTheStartIsPublic = classes()
            .that()
            .doNotHaveSimpleName("Main")
            .and()
            .areTopLevelClasses()
            .should()
            .notBePublic();
}
