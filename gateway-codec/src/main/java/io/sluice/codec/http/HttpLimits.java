package io.sluice.codec.http;

/**
 * Bounds of one message, for either parser.
 *
 * @param maxHeadBytes start line and fields with their line ends; trailers have the same bound. A head must end within it.
 *     From 64 to 1 MiB.
 * @param maxFields field lines of a head, and of a trailer section. From 1 to 10 000.
 * @param maxBodyBytes body bytes without framing; {@link Long#MAX_VALUE} for no bound
 */
public record HttpLimits(int maxHeadBytes, int maxFields, long maxBodyBytes) {
    public static final HttpLimits DEFAULT = new HttpLimits(32 * 1024, 128, 32L * 1024 * 1024);

    public HttpLimits {
        if (maxHeadBytes < 64 || maxHeadBytes > 1024 * 1024) {
            throw new IllegalArgumentException("must be 64..1048576: maxHeadBytes=" + maxHeadBytes);
        }
        if (maxFields < 1 || maxFields > 10_000) {
            throw new IllegalArgumentException("must be 1..10000: maxFields=" + maxFields);
        }
        if (maxBodyBytes < 0) {
            throw new IllegalArgumentException("must not be negative: maxBodyBytes=" + maxBodyBytes);
        }
    }
}
