package io.sluice.server.demo;

import io.sluice.server.demo.ReceivedRequest.Field;
import java.util.List;

/** One vendor's manners: whom it lets in, what it takes, how it words its answers and its refusals. Any thread. */
interface VendorApi {
    /** The credential presented. @throws Refusal when there is none or it is unknown */
    String authenticate(ReceivedRequest request);

    /** @throws Refusal when the vendor wouldn't serve this */
    Reply answer(ReceivedRequest request, String credential, SimScript script);

    /** An error in the vendor's shape. */
    byte[] errorBody(Refusal refusal, long serial);

    /** The last piece of a stream that fails after it began. */
    byte[] streamError(ReceivedRequest request, EventStream events, Refusal refusal);

    /** The fields this vendor puts on every answer. */
    List<Field> fields(long serial);

    /** An overload is told by another status at one vendor. */
    int overloadedStatus();

    static VendorApi of(SimOptions options) {
        return switch (options.vendor()) {
            case OPENAI -> new OpenAiApi(options);
            case ANTHROPIC -> new AnthropicApi(options);
            case GEMINI -> new GeminiApi(options);
        };
    }

    /** What a scripted error says when the script doesn't. */
    static String message(int status) {
        return switch (status) {
            case 400 -> "Simulated bad request.";
            case 401 -> "Simulated bad key.";
            case 402 -> "Simulated unpaid bill.";
            case 403 -> "Simulated lack of permission.";
            case 404 -> "Simulated absence.";
            case 413 -> "Simulated request too large.";
            case 429 -> "Simulated rate limit reached.";
            case 503, 529 -> "Simulated overload.";
            case 504 -> "Simulated timeout.";
            default -> status >= 500 ? "Simulated server error." : "Simulated refusal.";
        };
    }
}
