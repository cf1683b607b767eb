package io.sluice.codec.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/** Flyweight over a request's head. The target is in origin-form, free of dot segments, encoded slashes and controls. */
public final class RequestHead extends Head {
    private static final FieldName CONTINUE = FieldName.of("100-continue");

    private Method method = Method.OTHER;
    private int methodAt;
    private int methodLength;
    private int targetAt;
    private int targetLength;
    private int pathLength;
    private boolean hostSeen;
    private boolean expectSeen;

    RequestHead() {}

    public Method method() {
        return method;
    }

    public int methodOffset() {
        return base() + methodAt;
    }

    public int methodLength() {
        return methodLength;
    }

    /** Offset of the path, which starts with a slash; the query follows it. */
    public int targetOffset() {
        return base() + targetAt;
    }

    public int targetLength() {
        return targetLength;
    }

    /** Bytes of the path, up to {@code ?} or the end of the target. */
    public int pathLength() {
        return pathLength;
    }

    /** Offset behind {@code ?}, or -1 without a query. */
    public int queryOffset() {
        return pathLength == targetLength ? -1 : targetOffset() + pathLength + 1;
    }

    /** Bytes behind {@code ?}; 0 without a query. */
    public int queryLength() {
        return pathLength == targetLength ? 0 : targetLength - pathLength - 1;
    }

    /** Whether the client waits for {@code 100 Continue} before it sends its body; never for HTTP/1.0 or without a body. */
    public boolean expectContinue() {
        return expectSeen && http11() && (chunked() || contentLength() > 0);
    }

    /** The path as it came, escapes included. Allocates. */
    public String path() {
        return bytes().toString(targetOffset(), pathLength, US_ASCII);
    }

    @Override
    void clear() {
        super.clear();
        method = Method.OTHER;
        methodAt = 0;
        methodLength = 0;
        targetAt = 0;
        targetLength = 0;
        pathLength = 0;
        hostSeen = false;
        expectSeen = false;
    }

    void method(final Method method, final int at, final int length) {
        this.method = method;
        this.methodAt = at;
        this.methodLength = length;
    }

    void target(final int at, final int length, final int pathLength) {
        this.targetAt = at;
        this.targetLength = length;
        this.pathLength = pathLength;
    }

    boolean hasTarget() {
        return targetLength > 0;
    }

    @Override
    @Nullable
    Violation host(final int i) {
        hop(i);
        if (hostSeen) {
            return Violation.HOST_REPEATED;
        }
        hostSeen = true;
        return Host.isValid(bytes(), valueOffset(i), valueLength(i)) ? null : Violation.HOST_MALFORMED;
    }

    @Override
    @Nullable
    Violation expect(final int i) {
        hop(i);
        expectSeen = true;
        final boolean known = valueLength(i) == CONTINUE.length() && CONTINUE.matches(bytes(), valueOffset(i));
        return known ? null : Violation.EXPECTATION_UNKNOWN;
    }

    /** What only the whole head can tell. */
    @Nullable
    Violation judge(final HttpLimits limits) {
        if (http11() && !hostSeen) {
            return Violation.HOST_MISSING;
        }
        return contentLength() > limits.maxBodyBytes() ? Violation.BODY_TOO_LARGE : null;
    }
}
