package io.sluice.benchmarks.endtoend.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The answering side: one JSON value a line in, one out, until the input ends. */
public final class LineAgent {
    public static final ObjectMapper JSON = new ObjectMapper();

    /** What an agent does with a request. */
    @FunctionalInterface
    public interface Service {
        Object answer(JsonNode request) throws Exception;
    }

    private LineAgent() {}

    /** Keeps the output for answers: whatever else is printed goes to the error output. @return for {@link #serve} */
    public static PrintStream takeOutput() {
        final PrintStream out = System.out;
        System.setOut(System.err);
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        return out;
    }

    /** Serves until the input ends; a request that fails is answered with {@code {"failed": reason}}. */
    public static void serve(InputStream in, PrintStream out, Service service) throws IOException {
        final BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(answer(line, service));
            out.flush();
        }
    }

    private static String answer(String line, Service service) throws JsonProcessingException {
        try {
            return JSON.writeValueAsString(service.answer(JSON.readTree(line)));
        } catch (Exception failed) {
            return JSON.createObjectNode().put("failed", failed.toString()).toString();
        }
    }
}
