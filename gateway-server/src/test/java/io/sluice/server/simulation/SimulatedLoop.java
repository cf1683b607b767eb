package io.sluice.server.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.SucceededFuture;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** An event loop that turns when it is told to, on whatever thread tells it. Its own timers are not for use: the wheel has them all. */
@SuppressWarnings("deprecation") // Netty's interface still has shutdown()
final class SimulatedLoop extends AbstractScheduledEventExecutor implements EventLoop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    /** Runs all tasks, and those that they bring. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    @Override
    public <V> io.netty.util.concurrent.ScheduledFuture<V> schedule(
            java.util.concurrent.Callable<V> callable, long delay, TimeUnit unit) {
        throw new AssertionError("a timer of Netty's own was used");
    }

    @Override
    public io.netty.util.concurrent.ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        throw new AssertionError("a timer of Netty's own was used");
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return true;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return new SucceededFuture<>(GlobalEventExecutor.INSTANCE, null);
    }

    @Override
    public Future<?> terminationFuture() {
        return new SucceededFuture<>(GlobalEventExecutor.INSTANCE, null);
    }
}
