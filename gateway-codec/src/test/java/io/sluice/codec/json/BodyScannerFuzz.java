package io.sluice.codec.json;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

@Tag("fuzz")
class BodyScannerFuzz {
    private static final int MAX_LENGTH = 8_000;

    private final JsonOracle oracle = new JsonOracle();

    @FuzzTest
    void scannerAndCursorAgreeWithTheOracleWhereverTheDocumentIsCut(byte[] document) throws IOException {
        oracle.check(
                document.length > MAX_LENGTH ? Arrays.copyOf(document, MAX_LENGTH) : document,
                Arrays.hashCode(document));
    }
}
