package org.fugu.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.fugu.machine.cpu.Context;
import org.junit.jupiter.api.Test;

class MethodSizeTests {
    /// HotSpot's `HugeMethodLimit`: it never compiles a method of this many bytes of code or more.
    private static final int HUGE = 8000;

    private static final String HOTTEST = "org/fugu/machine/cpu/Interpreter.execute";

    @Test
    void everyMethodOfTheMachineIsSmallEnoughToBeCompiled() throws IOException, URISyntaxException {
        var sizes = new TreeMap<String, Integer>();
        var classes = Path.of(Context.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class")).forEach(file -> addSizes(file, sizes));
        }
        assertThat(sizes).containsKey(HOTTEST);
        sizes.values().removeIf(size -> size < HUGE);
        assertThat(sizes).isEmpty();
    }

    private static void addSizes(Path file, Map<String, Integer> sizes) {
        try {
            var type = ClassFile.of().parse(file);
            for (var method : type.methods()) {
                var name = type.thisClass().asInternalName() + '.' + method.methodName();
                method.findAttribute(Attributes.code())
                        .map(CodeAttribute::codeLength)
                        .ifPresent(length -> sizes.merge(name, length, Math::max));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
