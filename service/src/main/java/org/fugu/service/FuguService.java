package org.fugu.service;

import org.fugu.service.memory.OutOfMemory;
import org.fugu.service.start.StartFailures;
import org.fugu.service.worker.ChildCommand;
import org.fugu.service.worker.ChildMain;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// Starts the service in the roles that `FUGU_ROLE` names, or one of its children, or does what children
/// do before their first task, for an archive of their classes.
@SpringBootApplication
@ConfigurationPropertiesScan
public class FuguService {
    /// What every command answers when its input was wrong, here the configuration.
    private static final int WRONG_INPUT = 2;

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals(ChildCommand.ARGUMENT)) ChildMain.serve();
        if (args.length == 1 && args[0].equals(ChildMain.WARM_UP)) {
            ChildMain.warmUp();
            return;
        }
        OutOfMemory.watchThreads();
        try {
            SpringApplication.run(FuguService.class, args);
        } catch (RuntimeException e) {
            // It has been reported.
            System.exit(StartFailures.isKnown(e) ? WRONG_INPUT : 1);
        }
    }
}
