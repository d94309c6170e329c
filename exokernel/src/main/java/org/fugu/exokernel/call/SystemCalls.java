package org.fugu.exokernel.call;

import org.fugu.exokernel.abi.KernelError;
import org.fugu.exokernel.abi.KernelPath;
import org.fugu.exokernel.abi.SystemCall;
import org.fugu.machine.cpu.Context;

/// The table of calls: which file decodes which.
public final class SystemCalls {
    private static final int A7 = 17;

    private SystemCalls() {}

    /// Performs the call that the caller's registers describe.
    public static void perform(Caller caller) {
        var call = SystemCall.numbered(caller.number());
        var paths = caller.environment().job().paths();
        if (call == null) {
            caller.node().time().charge(paths.of(KernelPath.UNKNOWN_CALL));
            caller.environment().missCall(caller.number());
            refuse(caller, Refused.with(KernelError.NO_SUCH_CALL));
            return;
        }
        caller.node().time().charge(paths.of(call));
        switch (decode(call, caller)) {
            case Refused refused -> refuse(caller, refused);
            case Ready ready -> invoke(call, ready, caller);
        }
    }

    private static void refuse(Caller caller, Refused refused) {
        caller.environment().refusals().add(refused.refusal(caller));
        caller.answer(refused.answer());
    }

    private static void invoke(SystemCall call, Ready ready, Caller caller) {
        var paths = caller.environment().job().paths();
        caller.node().time().charge(paths.units(call) * ready.units());
        var use = CapabilityUse.of(call, caller);
        switch (ready.invoke(caller)) {
            case Invoked.Done(var answer) -> {
                if (use != null) use.done(caller, answer);
                caller.answer(answer);
            }
            // Nobody runs in the context until it may see the answer.
            case Invoked.Pending(var answer) -> {
                caller.environment().refusals().waits(caller.number(), caller.argument(0));
                if (use != null) use.waits(caller);
                caller.answer(answer);
            }
            case Invoked.Asleep() -> {
                caller.answer(0); // first: the context wakes behind the call
                caller.node().registers().sleepUntilMessage();
            }
            case Invoked.Gone() -> {
                if (use != null) use.done(caller, 0);
            }
        }
    }

    /// Looks at a call, without any effect.
    static Decoded decode(SystemCall call, Caller caller) {
        return switch (call) {
            case NULL -> (Ready) _ -> Invoked.Done.WELL;
            case EXIT, LINUX_EXIT, LINUX_EXIT_GROUP -> EnvironmentCalls.exit(caller);
            case EXCEPTION_ENTRY -> EnvironmentCalls.exceptionEntry(caller);
            case EXCEPTION_DECLINE -> EnvironmentCalls.decline();
            case MESSAGE_WAIT -> MessageCalls.waiting();
            case CONSOLE_WRITE -> ConsoleCalls.write(caller);
            case INPUT_READ -> InputCalls.read(caller);
            case LINUX_READ -> InputCalls.linuxRead(caller);
            case LINUX_WRITE -> ConsoleCalls.linuxWrite(caller);
            case FRAME_ALLOCATE -> FrameCalls.allocate(caller);
            case FRAME_FREE -> FrameCalls.free(caller);
            case TLB_WRITE -> TranslationCalls.bind(caller);
            case TLB_DROP -> TranslationCalls.unbind(caller);
            case TLB_SHOOTDOWN -> TranslationCalls.shootDown(caller);
            case CAP_DERIVE -> CapabilityCalls.derive(caller);
            case CAP_DELETE -> CapabilityCalls.delete(caller);
            case CAP_REVOKE -> CapabilityCalls.revoke(caller);
            case CAP_INSPECT -> CapabilityCalls.inspect(caller);
            case CAP_GRANT -> GrantCalls.grant(caller);
            case CAP_ACCEPT -> GrantCalls.accept(caller);
            case CAP_PART -> PartCalls.part(caller);
            case ENDPOINT_BIND -> MessageCalls.bind(caller);
            case ENVIRONMENT_MAKE -> ProcessCalls.make(caller);
            case ENVIRONMENT_SET -> ProcessCalls.set(caller);
            case ENVIRONMENT_END -> ProcessCalls.end(caller);
            case SLICE_TAKE -> TimeCalls.take(caller);
            case SLICE_YIELD -> TimeCalls.yield(caller);
            case TRANSFER_SYNC -> TimeCalls.enterAndWait(caller);
            case TRANSFER_ASYNC -> TimeCalls.enter(caller);
            case BUFFER_GIVE -> BufferCalls.give(caller);
            case RECLAIM_ANSWER -> ReclaimCalls.answer(caller);
            case EXTENT_TRANSFER -> ExtentCalls.transfer(caller);
            case METRIC -> ReportCalls.metric(caller);
            case METRIC_UNIT -> ReportCalls.unit(caller);
            case REGION -> ReportCalls.region(caller);
            case CONTEXT_START -> ProcessorCalls.start(caller);
            case CONTEXT_END -> ProcessorCalls.end(caller);
            case REMOTE_READ -> RemoteCalls.read(caller);
            case REMOTE_WRITE -> RemoteCalls.write(caller);
            case REMOTE_SWAP -> RemoteCalls.compareAndSwap(caller);
        };
    }

    /// The name of the call that the context's registers describe.
    public static String nameOf(Context context) {
        var call = SystemCall.numbered(context.x[A7]);
        return call == null ? "no such call" : call.wireName();
    }
}
