package io.sluice.benchmarks.endtoend.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The asking side: an agent in a JVM of its own. One request at a time; one thread. */
public final class AgentProcess implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(3);
    private static final String END_OF_OUTPUT = "";

    private final Process process;
    private final Writer requests;
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(16);

    private AgentProcess(Process process) {
        this.process = process;
        this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread.ofPlatform().daemon().name("answers-of-" + process.pid()).start(this::readAnswers);
    }

    /** Starts a class with a {@code main} that serves with {@link LineAgent}. */
    public static AgentProcess start(Class<?> main, Path log, String... arguments) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx768m",
                "-XX:MaxDirectMemorySize=2g",
                "-XX:-UsePerfData",
                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.leakDetection.level=disabled",
                // waits of any length are timed in nanoseconds, not rounded to a millisecond
                "-Dio.netty.channel.epoll.epollWaitThreshold=1000000"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new AgentProcess(
                new ProcessBuilder(command).redirectError(log.toFile()).start());
    }

    /** For whoever sees to it that no process is left behind. */
    public Process process() {
        return process;
    }

    public long pid() {
        return process.pid();
    }

    /** Asks, and waits for the answer. */
    public JsonNode ask(Object request, Duration within) throws IOException, InterruptedException {
        send(request);
        return await(within);
    }

    public void send(Object request) throws IOException {
        requests.write(LineAgent.JSON.writeValueAsString(request) + "\n");
        requests.flush();
    }

    /** The answer to the last request. */
    public JsonNode await(Duration within) throws IOException, InterruptedException {
        final String line = answers.poll(within.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new IOException("no answer from the agent within " + within.toSeconds() + " s");
        }
        if (line.equals(END_OF_OUTPUT)) {
            throw new IOException("the agent has ended");
        }
        final JsonNode answer = LineAgent.JSON.readTree(line);
        if (answer.has("failed")) {
            throw new IOException("the agent failed: " + answer.get("failed").asText());
        }
        return answer;
    }

    private void readAnswers() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.put(line);
            }
            answers.put(END_OF_OUTPUT);
        } catch (IOException ended) {
            answers.offer(END_OF_OUTPUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException alreadyGone) {
            process.destroy();
        }
        try {
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
