package org.fugu.cli.run;

import org.fugu.bundle.run.RunPlan;
import org.fugu.cli.terminal.CommandFailure;
import org.fugu.exokernel.abi.KernelModel;
import org.fugu.exokernel.abi.Structure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// How the operating system of a run is structured.
final class StructureOptions {
    @Option(
            names = "--kernel",
            paramLabel = "K",
            converter = Kernel.class,
            description = "Whose paths the kernel is charged by: aegis (an exokernel, the default), ultrix (a "
                    + "monolithic kernel, which the library OS is part of) or mach (a microkernel). ./fugu abi shows "
                    + "what differs.")
    private @Nullable KernelModel kernel;

    static final class Kernel implements ITypeConverter<KernelModel> {
        @Override
        public KernelModel convert(String name) {
            try {
                return KernelModel.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /// The same plan with the operating systems of all jobs structured like that.
    RunPlan structured(RunPlan plan) {
        return kernel == null ? plan : plan.on(Structure.of(kernel));
    }

    /// @throws CommandFailure if there is something that does not go with another option
    void refuseWith(String other) {
        if (kernel != null) throw CommandFailure.usage("--kernel does not go with " + other + ", which says it");
    }
}
