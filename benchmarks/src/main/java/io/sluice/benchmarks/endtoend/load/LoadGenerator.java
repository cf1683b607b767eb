package io.sluice.benchmarks.endtoend.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.sluice.benchmarks.endtoend.agent.LineAgent;
import io.sluice.server.loop.LoopTransport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs one plan after another on one event loop. */
public final class LoadGenerator implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MS = 5000;

    private final LoopTransport transport = LoopTransport.choose("auto");
    private final EventLoopGroup loops = transport.newLoops(1);
    private final EventLoop loop = LoopTransport.loopsOf(loops).get(0);

    /** The result comes when the plan's time is over, at the latest behind its drain. */
    public CompletableFuture<LoadResult> run(LoadPlan plan) throws IOException {
        final Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(transport.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);
        final LoadRun.Connector connector =
                new LoadRun.Connector(bootstrap, plan.tls() ? new ClientHandshakes() : null);
        return CompletableFuture.supplyAsync(() -> new LoadRun(loop, plan, connector), loop)
                .thenCompose(LoadRun::start);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** As an agent: a {@link LoadPlan} in, its {@link LoadResult} out. */
    public static void main(String[] arguments) throws IOException {
        final PrintStream answers = LineAgent.takeOutput();
        try (LoadGenerator generator = new LoadGenerator()) {
            LineAgent.serve(
                    System.in,
                    answers,
                    plan -> generator
                            .run(LineAgent.JSON.treeToValue(plan, LoadPlan.class))
                            .get());
        }
    }
}
