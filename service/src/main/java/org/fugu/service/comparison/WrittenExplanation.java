package org.fugu.service.comparison;

/// Why one benchmark is worse, as it is stored and given out.
///
/// @param explanation the document `fuguExplanation`
/// @param flames for speedscope
@SuppressWarnings("ArrayRecordComponent") // written once, and compared by nobody
record WrittenExplanation(String benchmark, byte[] explanation, byte[] flames) {
    long bytes() {
        return (long) explanation.length + flames.length;
    }
}
