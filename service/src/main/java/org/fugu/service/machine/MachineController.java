package org.fugu.service.machine;

import io.swagger.v3.oas.annotations.tags.Tag;
import org.fugu.service.account.Account;
import org.fugu.service.listing.Page;
import org.fugu.service.problem.Refusal;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// The machines that can be used.
@RestController
@RequestMapping("/api/v1/machines")
@Tag(name = "machines")
class MachineController {
    private final Machines machines;
    private final Tenancy tenancy;

    MachineController(Machines machines, Tenancy tenancy) {
        this.machines = machines;
        this.tenancy = tenancy;
    }

    @GetMapping
    Page<Machine> listMachines() {
        return new Page<>(machines.all().stream().map(Machine::of).toList(), null);
    }

    @GetMapping("/{name}")
    MachineDetail getMachine(@PathVariable String name, @AuthenticationPrincipal Account account) {
        var machine = machines.named(name).orElseThrow(() -> Refusal.notFound("machine"));
        return MachineDetail.of(machine, tenancy.on(machine, account.id()));
    }
}
