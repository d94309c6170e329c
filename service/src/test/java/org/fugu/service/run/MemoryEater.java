package org.fugu.service.run;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/// Takes all memory of another process of Java, from within it.
public final class MemoryEater {
    private MemoryEater() {}

    /// Has that process do it.
    ///
    /// @param folder for a file that it reads
    static void enter(long pid, Path folder) throws Exception {
        var jar = packed(folder.resolve("eater.jar"));
        var machine = VirtualMachine.attach(Long.toString(pid));
        try {
            machine.loadAgent(jar.toString());
        } finally {
            machine.detach();
        }
    }

    private static Path packed(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", MemoryEater.class.getName());
        var name = MemoryEater.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var bytes = MemoryEater.class.getClassLoader().getResourceAsStream(name)) {
            out.putNextEntry(new JarEntry(name));
            bytes.transferTo(out);
        }
        return jar;
    }

    /// Called by the other process.
    public static void agentmain(String arguments) {
        Thread.ofPlatform().name("eater").start(MemoryEater::eat);
    }

    private static void eat() {
        List<byte[]> eaten = new ArrayList<>();
        while (true) eaten.add(new byte[1 << 20]);
    }
}
