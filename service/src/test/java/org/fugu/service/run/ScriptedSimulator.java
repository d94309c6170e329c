package org.fugu.service.run;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.fugu.exokernel.run.Clues;
import org.fugu.exokernel.run.Outcome;
import org.fugu.exokernel.run.RunCancelledException;
import org.fugu.exokernel.run.RunObserver;
import org.fugu.exokernel.run.RunReport;
import org.fugu.exokernel.run.RunRequest;
import org.fugu.service.worker.ChildCommand;
import org.fugu.service.worker.Children;
import org.fugu.service.worker.GuestWork;
import org.fugu.service.worker.RunWork;
import org.fugu.service.worker.Simulator;
import org.springframework.context.annotation.Primary;

/// The real machine in children of this process, but for runs whose first argument names a script of the test's: those
/// are for the things a real program cannot be made to do at the right moment.
@Primary
public final class ScriptedSimulator implements Simulator {
    private static final String MARK = "script:";
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    /// All services of this process have the same.
    private static final class Real {
        static final Children CHILDREN = new Children(ChildCommand.ofThisProgram(1024));
    }

    /// What a scripted run does.
    public interface Script {
        RunReport run(RunRequest request, RunObserver observer) throws InterruptedException;
    }

    /// Makes runs with that name follow the script.
    ///
    /// @return the first argument that such a run needs
    public static String script(String name, Script script) {
        SCRIPTS.put(name, script);
        return MARK + name;
    }

    @Override
    public <R> R carryOut(GuestWork<R> work, RunObserver observer) {
        if (!(work instanceof RunWork run) || !isScripted(run)) return Real.CHILDREN.carryOut(work, observer);
        // A run's work finds that.
        @SuppressWarnings("unchecked")
        var found = (R) new RunWork.Found(scripted(run.request(), observer), noTraces(run), null);
        return found;
    }

    private static List<byte[]> noTraces(RunWork run) {
        return Collections.nCopies(run.request().jobs().size(), null);
    }

    private static boolean isScripted(RunWork run) {
        var arguments = run.request().arguments();
        return !arguments.isEmpty() && arguments.getFirst().startsWith(MARK);
    }

    private static RunReport scripted(RunRequest request, RunObserver observer) {
        var name = request.arguments().getFirst();
        var script = SCRIPTS.get(name.substring(MARK.length()));
        if (script == null) throw new IllegalStateException("no script " + name);
        try {
            return script.run(request, observer);
        } catch (InterruptedException e) {
            throw new RunCancelledException();
        }
    }

    /// Waits, and stops when the observer wants it, as the machine does.
    static void idle(RunObserver observer, long millis) throws InterruptedException {
        var until = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < until) {
            if (observer.cancelled()) throw new RunCancelledException();
            Thread.sleep(5);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// A report of a run that exited with 0 after that many cycles.
    public static RunReport exited(RunRequest request, long cycles, Map<Integer, String> console) {
        SortedMap<Integer, byte[]> bytes = new TreeMap<>();
        console.forEach((node, text) -> bytes.put(node, bytes(text)));
        return new RunReport(
                request.preset().name(),
                "scripted",
                request.nodes(),
                request.fidelity().toString(),
                Outcome.EXITED,
                0,
                null,
                "scripted",
                "d".repeat(64),
                "e".repeat(64),
                List.of(),
                cycles,
                33,
                cycles,
                0,
                0,
                bytes,
                new TreeMap<>(Map.of("steps", 7L, "rate", Long.MAX_VALUE)),
                new TreeMap<>(Map.of("steps", "steps")),
                List.of(),
                new TreeMap<>(),
                Clues.NONE);
    }
}
