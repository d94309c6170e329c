package org.fugu.cli.load;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How busy this host is, and this process on it, while something else goes on.
final class HostLoad implements AutoCloseable {
    private static final long EVERY_MILLIS = 250;

    private final OperatingSystemMXBean host = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Thread sampler;
    private double hostSum;
    private double generatorSum;
    private int samples;

    /// Looks from now on, until it is closed.
    HostLoad() {
        // The first values of both are since the last time that somebody asked.
        host.getCpuLoad();
        host.getProcessCpuLoad();
        sampler = Thread.ofPlatform().name("host-load").daemon().start(this::sample);
    }

    private void sample() {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                add(host.getCpuLoad(), host.getProcessCpuLoad());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void add(double all, double own) {
        if (all < 0 || own < 0) return;
        hostSum += all;
        generatorSum += own;
        samples++;
    }

    /// The busy share of all processors, from 0 to 1.
    synchronized double host() {
        return samples == 0 ? 0 : hostSum / samples;
    }

    /// What of it this process, the generator, has taken.
    synchronized double generator() {
        return samples == 0 ? 0 : generatorSum / samples;
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
