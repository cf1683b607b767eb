package io.sluice.core.billing;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes request ids: 128 bits, time first, so that ids sort by the millisecond they were made in, and by order within one
 * generator. 48 bits of epoch milliseconds, 80 bits random. One generator a loop, not thread-safe; two generators meet with a
 * chance of 2^-80 a pair and millisecond. The text form is {@code req_} and 26 characters of Crockford's base32.
 */
public final class RequestIds {
    /** Bytes of the text form. */
    public static final int TEXT_LENGTH = 30;

    private static final int PREFIX_LENGTH = 4;
    private static final int DIGITS = TEXT_LENGTH - PREFIX_LENGTH;
    private static final int BITS_PER_DIGIT = 5;
    private static final byte[] ALPHABET = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N',
        'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z'
    };

    private final SplittableRandom random;
    private long lastMs = -1;
    private long high;
    private long low;

    /** @param seed different for each generator and process */
    public RequestIds(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /**
     * Gives the draft a new id. A clock that goes back doesn't take the ids with it: they stay at the latest millisecond seen.
     * Allocates nothing.
     */
    public void next(BillingDraft draft, long epochMs) {
        if (epochMs > lastMs) {
            lastMs = epochMs;
            high = epochMs << 16 | random.nextLong() >>> 48;
            low = random.nextLong();
        } else {
            final long before = low;
            low += 1 + (random.nextLong() >>> 24);
            if (Long.compareUnsigned(low, before) < 0) {
                high++;
            }
        }
        draft.idHigh = high;
        draft.idLow = low;
    }

    /** Writes {@link #TEXT_LENGTH} ASCII bytes. Allocates nothing. */
    public static void write(long high, long low, byte[] into, int offset) {
        into[offset] = 'r';
        into[offset + 1] = 'e';
        into[offset + 2] = 'q';
        into[offset + 3] = '_';
        long restHigh = high;
        long restLow = low;
        for (int i = TEXT_LENGTH - 1; i >= PREFIX_LENGTH; i--) {
            into[offset + i] = ALPHABET[(int) restLow & 31];
            restLow = restLow >>> BITS_PER_DIGIT | restHigh << (Long.SIZE - BITS_PER_DIGIT);
            restHigh >>>= BITS_PER_DIGIT;
        }
    }

    /** The text form as a string: cold. */
    public static String text(long high, long low) {
        final byte[] ascii = new byte[TEXT_LENGTH];
        write(high, low, ascii, 0);
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    /**
     * Reads a text form back into the draft: exactly what {@link #write} makes, upper case.
     *
     * @return false when it isn't one; the draft is untouched then
     */
    public static boolean parse(CharSequence text, BillingDraft into) {
        if (text.length() != TEXT_LENGTH || !"req_".contentEquals(text.subSequence(0, PREFIX_LENGTH))) {
            return false;
        }
        long parsedHigh = 0;
        long parsedLow = 0;
        for (int i = 0; i < DIGITS; i++) {
            final int digit = digit(text.charAt(PREFIX_LENGTH + i));
            if (digit < 0 || (i == 0 && digit > 7)) {
                return false;
            }
            parsedHigh = parsedHigh << BITS_PER_DIGIT | parsedLow >>> (Long.SIZE - BITS_PER_DIGIT);
            parsedLow = parsedLow << BITS_PER_DIGIT | digit;
        }
        into.idHigh = parsedHigh;
        into.idLow = parsedLow;
        return true;
    }

    private static int digit(char c) {
        for (int i = 0; i < ALPHABET.length; i++) {
            if (ALPHABET[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
