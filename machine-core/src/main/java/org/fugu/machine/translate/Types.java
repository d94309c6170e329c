package org.fugu.machine.translate;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import org.fugu.machine.cache.HitTable;
import org.fugu.machine.clock.NodeClock;
import org.fugu.machine.cpu.AccessPort;
import org.fugu.machine.cpu.Context;

/// What translated code names.
final class Types {
    static final ClassDesc CODE = of(TranslatedCode.class);
    static final ClassDesc CONTEXT = of(Context.class);
    static final ClassDesc HITS = of(HitTable.class);
    static final ClassDesc PORT = of(AccessPort.class);
    static final ClassDesc CLOCK = of(NodeClock.class);
    static final ClassDesc EXITS = of(Exits.class);
    static final ClassDesc LONGS = ConstantDescs.CD_long.arrayType();
    static final ClassDesc BYTES = ConstantDescs.CD_byte.arrayType();

    private Types() {}

    private static ClassDesc of(Class<?> type) {
        return ClassDesc.ofDescriptor(type.descriptorString());
    }
}
