package org.fugu.service;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/// Starts the service in the roles that `FUGU_ROLE` names.
@SpringBootApplication
@ConfigurationPropertiesScan
public class FuguService {
    public static void main(String[] args) {
        SpringApplication.run(FuguService.class, args);
    }
}
