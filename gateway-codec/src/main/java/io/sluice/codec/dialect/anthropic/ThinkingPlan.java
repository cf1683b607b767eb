package io.sluice.codec.dialect.anthropic;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a request's thinking is told to a model: decided once, then written. Reused. */
final class ThinkingPlan {
    private enum Form {
        UNSAID,
        DISABLED,
        ADAPTIVE,
        BUDGET
    }

    private static final String FIELD = "reasoning_effort";
    private static final int BUDGET_STEP = 1024;

    private static final byte[] THINKING = JsonWriter.name("thinking");
    private static final byte[] TYPE = JsonWriter.name("type");
    private static final byte[] BUDGET_TOKENS = JsonWriter.name("budget_tokens");
    private static final byte[] DISPLAY = JsonWriter.name("display");
    private static final byte[] DISABLED = Json.ascii("\"disabled\"");
    private static final byte[] ADAPTIVE = Json.ascii("\"adaptive\"");
    private static final byte[] ENABLED = Json.ascii("\"enabled\"");
    private static final byte[] SUMMARIZED = Json.ascii("\"summarized\"");
    private static final byte[] OMITTED = Json.ascii("\"omitted\"");

    private Form form = Form.UNSAID;
    private long budgetTokens;
    private @Nullable Effort effort;
    private @Nullable Boolean show;

    /** The model thinks before it answers, which rules out some other members. */
    boolean isOn() {
        return form == Form.ADAPTIVE || form == Form.BUDGET;
    }

    /** The effort to be told beside, or null. */
    @Nullable
    Effort effort() {
        return effort;
    }

    /**
     * Decides.
     *
     * @param maxTokens of the whole answer, thinking included
     */
    void decide(Request request, Work work, long maxTokens) throws UnsupportedException {
        form = Form.UNSAID;
        effort = null;
        final Thinking asked = request.thinking();
        show = asked.show();
        switch (work.settings().thinking()) {
            case NONE -> leaveOut(asked, work);
            case BUDGET -> budget(request, work, maxTokens);
            case AUTO, ADAPTIVE, LEVEL -> adaptive(request, work);
        }
    }

    private static void leaveOut(Thinking asked, Work work) throws UnsupportedException {
        if (asked.effort() != null && asked.effort() != Effort.NONE) {
            drop(work);
        }
    }

    private void budget(Request request, Work work, long maxTokens) throws UnsupportedException {
        final Effort asked = request.thinking().effort();
        if (asked == null || asked == Effort.NONE) {
            return;
        }
        final long wanted = budgetOf(asked);
        budgetTokens = maxTokens > wanted ? wanted : maxTokens / 2 / BUDGET_STEP * BUDGET_STEP;
        if (budgetTokens < BUDGET_STEP || mustCall(request)) {
            drop(work);
        } else {
            form = Form.BUDGET;
        }
    }

    private void adaptive(Request request, Work work) throws UnsupportedException {
        final Effort asked = request.thinking().effort();
        if (asked == null) {
            form = Boolean.TRUE.equals(show) && !mustCall(request) ? Form.ADAPTIVE : Form.UNSAID;
            return;
        }
        final Set<Effort> taken = work.settings().effortValues();
        final Effort nearest = asked == Effort.NONE ? asked : asked.nearest(taken);
        if (nearest == Effort.NONE) {
            if (taken.isEmpty() || taken.contains(Effort.NONE)) {
                form = Form.DISABLED;
            } else {
                drop(work);
            }
            return;
        }
        effort = nearest == Effort.MINIMAL ? Effort.LOW : nearest;
        if (mustCall(request)) {
            drop(work);
        } else {
            form = Form.ADAPTIVE;
        }
    }

    /** The vendor refuses thinking together with a call that is forced. */
    private static boolean mustCall(Request request) {
        return !request.toolbox().tools().isEmpty()
                && switch (request.toolbox().choice()) {
                    case ToolChoice.Any _, ToolChoice.Named _ -> true;
                    case ToolChoice.Allowed allowed -> allowed.mustCall();
                    case ToolChoice.Auto _, ToolChoice.None _ -> false;
                    case null -> false;
                };
    }

    private static void drop(Work work) throws UnsupportedException {
        work.losses().drop(FIELD, Dialect.ANTHROPIC);
    }

    private static long budgetOf(Effort effort) {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 1024;
            case LOW -> 2048;
            case MEDIUM -> 8192;
            case HIGH -> 16384;
            case XHIGH -> 24576;
            case MAX -> 32768;
        };
    }

    /** Writes the member {@code thinking}, if there is anything to say. */
    void write(JsonWriter json) {
        if (form == Form.UNSAID) {
            return;
        }
        json.member(THINKING).object().member(TYPE);
        switch (form) {
            case DISABLED -> json.raw(DISABLED);
            case ADAPTIVE -> json.raw(ADAPTIVE);
            case BUDGET -> json.raw(ENABLED).member(BUDGET_TOKENS).number(budgetTokens);
            case UNSAID -> {}
        }
        if (show != null && isOn()) {
            json.member(DISPLAY).raw(show ? SUMMARIZED : OMITTED);
        }
        json.endObject();
    }
}
