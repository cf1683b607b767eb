package io.sluice.server.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Value: the head of a journal segment. It says where the journal stood when the segment began, so that whoever starts there
 * needs none of the former ones.
 *
 * <pre>
 *  0 magic    8 version u32    12 CRC32C of what follows    16 number    24 created, epoch ms
 * 32 drained to    40 next seq    48 length of the former segment    56 zero
 * </pre>
 *
 * @param drainedTo last ring position that former segments hold, they hold all up to it; -1 for none
 * @param nextSeq number of the next record
 * @param previousLength bytes of the former segment that count; what it has behind them is void
 */
record Segment(long number, long createdMs, long drainedTo, long nextSeq, long previousLength) {
    static final int HEADER_BYTES = 64;

    private static final String SUFFIX = ".journal";
    private static final String UNFINISHED_SUFFIX = ".tmp";
    private static final int NAME_DIGITS = 8;
    private static final long MAGIC = 0x314A_4543_4955_4C53L; // "SLUICEJ1"
    private static final int VERSION = 1;
    private static final int CRC_AT = 12;
    private static final int FIELDS_AT = 16;

    static String name(long number) {
        return String.format(Locale.ROOT, "%08d%s", number, SUFFIX);
    }

    /** What a segment is called until it is complete enough to count. */
    static String unfinishedName(long number) {
        return String.format(Locale.ROOT, "%08d%s", number, UNFINISHED_SUFFIX);
    }

    static boolean isUnfinished(String name) {
        return name.endsWith(UNFINISHED_SUFFIX);
    }

    /** Numbers of all segments, in order. */
    static List<Long> numbers(List<String> names) {
        final List<Long> numbers = new ArrayList<>();
        for (String name : names) {
            if (name.endsWith(SUFFIX)) {
                final String digits = name.substring(0, name.length() - SUFFIX.length());
                if (digits.length() >= NAME_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    numbers.add(Long.parseLong(digits));
                }
            }
        }
        numbers.sort(null);
        return numbers;
    }

    ByteBuffer encode() {
        final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(MAGIC).putInt(VERSION).putInt(0);
        header.putLong(number)
                .putLong(createdMs)
                .putLong(drainedTo)
                .putLong(nextSeq)
                .putLong(previousLength);
        header.putInt(CRC_AT, crc(header)).clear();
        return header;
    }

    /** @return null when what stands there is no head of that segment */
    static @Nullable Segment read(StorageFile file, long number) throws IOException {
        final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (file.read(header, 0) < HEADER_BYTES
                || header.getLong(0) != MAGIC
                || header.getInt(8) != VERSION
                || header.getInt(CRC_AT) != crc(header)
                || header.getLong(FIELDS_AT) != number) {
            return null;
        }
        return new Segment(number, header.getLong(24), header.getLong(32), header.getLong(40), header.getLong(48));
    }

    private static int crc(ByteBuffer header) {
        final CRC32C crc = new CRC32C();
        crc.update(header.duplicate().clear().position(FIELDS_AT));
        return (int) crc.getValue();
    }
}
